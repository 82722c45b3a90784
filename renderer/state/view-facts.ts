/** What a view has to say in the header of its context, in place of what the connection says: facts, the most telling ones first. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ViewFact {
  readonly label: string;
  /** A text, or how long ago something was, which the header counts on. */
  readonly value: string | { readonly sinceMs: number };
  readonly title?: string | undefined;
  /** Long: cut in its middle where the others need the room. */
  readonly shrinks?: boolean;
}

/** Undefined while the view that is shown has nothing to say. */
export type ViewFacts = StoreApi<{ readonly facts: readonly ViewFact[] | undefined }>;

export function createViewFacts(): ViewFacts {
  return createStore(() => ({ facts: undefined as readonly ViewFact[] | undefined }));
}
