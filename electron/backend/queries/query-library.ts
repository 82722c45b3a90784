/** The queries that a person ran, named or starred, over a file in the data folder (docs/formats/queries.md). */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { QueryLibrary } from '../../../shared/contract/queries.ts';
import type { ContextId } from '../../../shared/model/context.ts';

export interface QueryLibraryService extends Disposable {
  library(): QueryLibrary;
  readonly onDidChange: Event<QueryLibrary>;
  record(context: ContextId, expr: string): void;
  keep(expr: string, change: { readonly name?: string | undefined; readonly starred?: boolean | undefined }): void;
  forget(expr: string): void;
  forgetPast(): void;
  restore(): void;
}
