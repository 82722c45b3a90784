/**
 * What a person said is to be deleted from the disk, and may still take back: nothing is asked of the backend before its time has come, or
 * it was confirmed. A page that is closed before has deleted nothing.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { failureOf } from '../client/failure-of.ts';

export interface Deletion {
  readonly id: number;
  /** The folder's name. */
  readonly source: string;
  /** What people call the source. */
  readonly name: string;
  /** Undefined: everything of the source. */
  readonly part: DeletedPart | undefined;
  /** When it is deleted unless somebody says otherwise. */
  readonly atMs: number;
  readonly state: 'waiting' | 'running' | 'failed';
  readonly problem?: AppErrorData | undefined;
}

/** Samples; both ends of the window inclusive. */
interface DeletedPart {
  readonly selectors: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

export interface Deletions {
  readonly store: StoreApi<{ readonly deletions: readonly Deletion[] }>;
  /** @param run deletes it */
  plan(what: Pick<Deletion, 'source' | 'name' | 'part'>, run: () => Promise<void>): void;
  /** Nothing where it is deleted already. */
  undo(id: number): void;
  /** At once; also a second try of what failed. */
  confirm(id: number): void;
}

/** As long as one reads what is to go, and thinks again. */
export const thinkMs = 10_000;

export function createDeletions(): Deletions {
  const store = createStore<{ readonly deletions: readonly Deletion[] }>(() => ({ deletions: [] }));
  const planned = new Map<number, { readonly run: () => Promise<void>; timer: ReturnType<typeof setTimeout> }>();
  let lastId = 0;
  const drop = (id: number) => {
    clearTimeout(planned.get(id)?.timer);
    planned.delete(id);
    store.setState(({ deletions }) => ({ deletions: deletions.filter((one) => one.id !== id) }));
  };
  const tell = (id: number, part: Partial<Deletion>) =>
    store.setState(({ deletions }) => ({
      deletions: deletions.map((one) => (one.id === id ? { ...one, ...part } : one)),
    }));
  const confirm = (id: number) => {
    const plan = planned.get(id);
    if (plan === undefined || stateOf(store, id) === 'running') return;
    clearTimeout(plan.timer);
    tell(id, { state: 'running', problem: undefined });
    void failureOf(plan.run()).then((problem) => {
      if (problem === undefined) drop(id);
      else tell(id, { state: 'failed', problem });
    });
  };
  return {
    store,
    plan(what, run) {
      lastId += 1;
      const id = lastId;
      planned.set(id, { run, timer: setTimeout(() => confirm(id), thinkMs) });
      const deletion: Deletion = { ...what, id, atMs: Date.now() + thinkMs, state: 'waiting' };
      store.setState(({ deletions }) => ({ deletions: [...deletions, deletion] }));
    },
    undo(id) {
      if (stateOf(store, id) !== 'running') drop(id);
    },
    confirm,
  };
}

function stateOf(store: Deletions['store'], id: number): Deletion['state'] | undefined {
  return store.getState().deletions.find((one) => one.id === id)?.state;
}
