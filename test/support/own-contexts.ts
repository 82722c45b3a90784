/** The contexts that somebody has: all but this computer, which is always there and first. */
import { computerContextId } from '../../electron/backend/contexts/context-id.ts';
import type { ContextsSnapshot } from '../../shared/model/context.ts';

/** @throws Error where this computer is not the first of them */
export function ownContexts(snapshot: ContextsSnapshot): ContextsSnapshot {
  const [first, ...contexts] = snapshot.contexts;
  if (first?.id !== computerContextId || first.isComputer !== true) throw new Error('this computer is not the first');
  return { ...snapshot, contexts };
}
