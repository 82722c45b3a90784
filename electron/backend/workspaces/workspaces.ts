/** What the views of the contexts showed last, over a file in the data folder (docs/formats/workspaces.md). */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { ContextId } from '../../../shared/model/context.ts';

export interface Workspaces extends Disposable {
  read(context: ContextId, view: 'explorer'): string | undefined;
  /** '' forgets it. Written soon after; at the latest when this closes. */
  keep(context: ContextId, view: 'explorer', search: string): void;
}
