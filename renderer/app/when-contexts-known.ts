/** Once the contexts have been told for the first time. */
import type { ContextsStore } from '../state/contexts-store.ts';

/** @param work is called once: at once where they are known already */
export function whenContextsKnown(contexts: ContextsStore, work: () => void): void {
  if (contexts.getState().snapshot !== undefined) {
    work();
    return;
  }
  const stop = contexts.subscribe(({ snapshot }) => {
    // Other news come before. Whoever listened anew within a change would hear of it again, without an end.
    if (snapshot === undefined) return;
    stop();
    work();
  });
}
