/** Which context has which record: so that what was recorded of a context is found while its cluster is away. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';

/** Disposing writes what is not written yet. */
export interface Records extends Disposable {
  /** The context is connected to it now. @param source the name of its folder */
  remember(context: ContextId, source: string): void;
  /** What the context was connected to last; undefined for nothing that is recorded. */
  sourceOf(context: ContextId): string | undefined;
  /** Of those that were connected to it last, the newest first. */
  contextsOf(source: string): readonly ContextId[];
  /** It was removed. */
  forget(source: string): void;
  readonly onDidChange: Event<void>;
}
