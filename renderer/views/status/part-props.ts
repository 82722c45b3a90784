/** What each part of the view is given. Has no code. */
import type { StatusState } from './status-state.ts';
import type { StatusReading } from './use-status.ts';
import type { ChangeState } from './use-status-state.ts';

export interface PartProps {
  readonly state: StatusState;
  readonly change: ChangeState;
  /** What the part is about has been told. */
  readonly reading: StatusReading;
  readonly isRecord: boolean;
}
