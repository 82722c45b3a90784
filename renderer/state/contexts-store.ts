/** The contexts of the kubeconfig files and the addresses, as the backend last listed them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId, ContextSummary, ContextsSnapshot } from '../../shared/model/context.ts';
import { isRecordId } from './records-store.ts';

export interface ContextsState {
  /** Undefined until the backend has listed them once. */
  readonly snapshot: ContextsSnapshot | undefined;
  /** Why they cannot be listed. */
  readonly failure: AppErrorData | undefined;
}

export type ContextsStore = StoreApi<ContextsState>;

export function createContextsStore(): ContextsStore {
  return createStore<ContextsState>(() => ({ snapshot: undefined, failure: undefined }));
}

export function findContext(snapshot: ContextsSnapshot | undefined, id: ContextId): ContextSummary | undefined {
  return snapshot?.contexts.find((context) => context.id === id);
}

/**
 * Those in whose name, file, cluster and server every word of the text stands, in kubeconfig order; letter case does not count: `eu prod`
 * finds `prod-eu-1`.
 */
export function filterContexts(contexts: readonly ContextSummary[], text: string): readonly ContextSummary[] {
  const words = wordsOf(text);
  if (words.length === 0) return contexts;
  return contexts.filter((one) => {
    const all = [one.name, ...beside(one)].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** What holds a word of the text that the name does not: to be shown, so that a match can be understood. */
export function matchBesideName(context: ContextSummary, text: string): string | undefined {
  const name = context.name.toLowerCase();
  const missing = wordsOf(text).find((word) => !name.includes(word));
  if (missing === undefined) return undefined;
  return beside(context).find((part) => part.toLowerCase().includes(missing));
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const beside = ({ file, cluster, server = '' }: ContextSummary) => [cluster, server, file];

/**
 * Where several contexts have one name (kubeadm calls every one the same): what tells each of them apart, the shortest end of its file's
 * path that no other of them has, and likewise of an address's URL. Nothing for a name that is there once.
 */
export function tellApart(contexts: readonly ContextSummary[]): ReadonlyMap<ContextId, string> {
  const told = new Map<ContextId, string>();
  for (const same of Map.groupBy(contexts, ({ name }) => name).values()) {
    if (same.length < 2) continue;
    const wholes = same.map(placeOf);
    same.forEach(({ id }, index) => {
      const others = wholes.filter((_, other) => other !== index);
      told.set(id, shortestEnd(wholes[index] ?? '', others));
    });
  }
  return told;
}

const placeOf = ({ address, file, server = '' }: ContextSummary) => (address === undefined ? file : server);

/** Whole parts of the path, from its end. */
function shortestEnd(path: string, others: readonly string[]): string {
  const parts = path.split(/(?<=[\\/])/);
  for (let from = parts.length - 1; from > 0; from -= 1) {
    const end = parts.slice(from).join('');
    if (!others.some((other) => other.endsWith(end))) return end;
  }
  return path;
}

/** In the order of the rail: this computer, then clusters, then addresses, then what is only a record. */
export function contextGroups(contexts: readonly ContextSummary[]) {
  const { computer = [], clusters = [], addresses = [], records = [] } = Object.groupBy(contexts, groupOf);
  return { computer, clusters, addresses, records };
}

export function groupOf({
  id,
  address,
  isComputer,
}: ContextSummary): 'computer' | 'clusters' | 'addresses' | 'records' {
  if (isComputer === true) return 'computer';
  if (isRecordId(id)) return 'records';
  return address === undefined ? 'clusters' : 'addresses';
}

/** All but this computer: what the user has, and chooses from. */
export function chosenFrom(contexts: readonly ContextSummary[]): readonly ContextSummary[] {
  return contexts.filter(({ isComputer }) => isComputer !== true);
}

/** The context that stands `step` after the given one, around the ends; the first or the last where none is given. */
export function neighbour(
  contexts: readonly ContextSummary[],
  from: ContextId | undefined,
  step: 1 | -1,
): ContextSummary | undefined {
  const at = contexts.findIndex(({ id }) => id === from);
  if (at < 0) return step === 1 ? contexts[0] : contexts.at(-1);
  return contexts[(at + step + contexts.length) % contexts.length];
}
