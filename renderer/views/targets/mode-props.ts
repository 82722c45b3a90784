/** What both modes of the view are given. */
import type { ContextId } from '../../../shared/model/context.ts';
import type { TargetsState } from './targets-state.ts';
import type { ChangeState } from './use-targets-state.ts';

export interface ModeProps {
  readonly context: ContextId;
  readonly contextName: string;
  /** The context is connected: something can be asked. */
  readonly live: boolean;
  readonly state: TargetsState;
  readonly change: ChangeState;
}
