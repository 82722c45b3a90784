/**
 * What the lists of alerts that were kept say of a window: which of them there are, then some at a time in a reader worker, then what they come to. The main
 * thread sees no list. Of very many only so many are read: what an alert does not say itself is known less exactly then.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import { type AlertList, type AlertListsItem, closeListsMs, silentOf } from '../../../../shared/model/alert-lists.ts';
import type { FromAlertLists, ToAlertLists } from '../../history/service/alert-lists-session.ts';
import type { TimeSpan } from '../source.ts';
import type { RecordedDeps } from './recorded-deps.ts';

type Deps = Pick<RecordedDeps, 'history' | 'source'>;

interface KeptList extends AlertList {
  readonly sizeBytes: number;
}

/** A list of 13,000 alerts has 5 MB, which take a tenth of a second; a small one takes a third of a millisecond. */
const mostLists = 10_000;
const mostBytes = 256 * 2 ** 20;

/** Read before the worker serves another: some 50 ms. */
const turnLists = 100;
const turnBytes = 2 * 2 ** 20;

export async function* recordedLists(
  { history, source }: Deps,
  window: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<AlertListsItem, void> {
  const snapshots = await history.lookAt(source, signal).changes('alerts', window);
  const kept = snapshots.map(({ atMs, seenUntilMs, sizeBytes }) => ({ atMs, untilMs: seenUntilMs, sizeBytes }));
  if (kept.length === 0) return;
  const lists = chosenOf(kept);
  const facts = { read: lists.length, kept: kept.length, apartMs: apartOf(lists) };
  yield { kind: 'begin', silent: silentOf(kept, window), ...facts };
  const reader = openReader(history, signal);
  try {
    let read = 0;
    for (const turn of turnsOf(lists)) {
      await reader.ask({ kind: 'readLists', folder: history.folderOf(source), timesMs: turn });
      read += turn.length;
      yield { kind: 'progress', read };
    }
    for (;;) {
      const taken = await reader.ask({ kind: 'takeAlerts' });
      if (taken.kind !== 'alertsTaken') throw new Error(`alerts were asked for, and the reader said ${taken.kind}`);
      const { alerts, leftOut } = taken;
      if (alerts.length === 0) return yield { kind: 'end', leftOut };
      yield { kind: 'alerts', alerts };
    }
  } finally {
    reader.dispose();
  }
}

/** All of them, or one of every so many, and the last: what it says is the newest. */
export function chosenOf<List extends KeptList>(kept: readonly List[]): readonly List[] {
  const bytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const every = Math.ceil(Math.max(kept.length / mostLists, bytes / mostBytes, 1));
  return kept.filter((_, index) => index % every === 0 || index === kept.length - 1);
}

/** From the end of a list to the next one: half of them are no further apart. Where nothing was kept for long is not counted, that is silent. */
function apartOf(lists: readonly AlertList[]): number | undefined {
  const apart = lists.flatMap(({ atMs }, index) => {
    const before = lists[index - 1];
    return before === undefined ? [] : [atMs - before.untilMs];
  });
  const close = apart.filter((ms) => ms <= closeListsMs);
  const sorted = (close.length > 0 ? close : apart).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function* turnsOf(lists: readonly KeptList[]): Generator<readonly number[], void> {
  let turn: number[] = [];
  let bytes = 0;
  for (const { atMs, sizeBytes } of lists) {
    if (turn.length === turnLists || (turn.length > 0 && bytes + sizeBytes > turnBytes)) {
      yield turn;
      [turn, bytes] = [[], 0];
    }
    turn.push(atMs);
    bytes += sizeBytes;
  }
  yield turn;
}

function openReader({ readers }: Deps['history'], signal: AbortSignal) {
  let asked = Promise.withResolvers<FromAlertLists>();
  asked.promise.catch(() => undefined);
  const task = readers.open<ToAlertLists, FromAlertLists>(
    {
      onMessage(message) {
        if (message.kind === 'listsFailed') asked.reject(AppError.fromData(message.error));
        else asked.resolve(message);
      },
      onFailure: (error) => asked.reject(error),
    },
    signal,
  );
  return {
    async ask(message: ToAlertLists): Promise<FromAlertLists> {
      task.post(message);
      try {
        return await asked.promise;
      } finally {
        asked = Promise.withResolvers();
        asked.promise.catch(() => undefined);
      }
    },
    dispose: () => task.dispose(),
  };
}
