/**
 * Forgets series that no slot and no layout of the head has. What is in use is asked in the transaction that forgets, unless nothing was
 * written in between: a back-fill or a scrape may have brought a series back.
 */
import { idsIn, idsPerContainer, orInto, wordsPerBitmap } from '../index/id-container.ts';
import { createIdRowReader, type IdRow, memberDecoder, rowsPerKey } from '../index/id-rows.ts';
import type { IdSet } from '../index/id-set.ts';
import { createLabelFinder } from '../index/label-finder.ts';
import { withHistoryFailures } from '../store/sqlite-failure.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

export const forgetStatements = {
  member: 'SELECT id, data FROM member WHERE id >= ? ORDER BY id LIMIT 1',
  layouts: 'SELECT id FROM layout',
};

const seriesAtOnce = 128;

export function* forgetSeries(parts: KeepParts, run: KeepRun): KeepPhases {
  const { history, head, inHistory, registry } = parts;
  const changesOf = [history, head].map((db) => db.prepare<[], number>('SELECT total_changes()').pluck());
  const changes = () => changesOf.reduce((sum, one) => sum + (one.get() ?? 0), 0);
  const unused = unusedFinder(parts);
  for (const high of unused.highs()) {
    let left: readonly number[] = [];
    let changesThen: number | undefined;
    do {
      inHistory.run(() => {
        if (changesThen !== changes()) left = unused.find(high);
        if (left.length === 0) return;
        run.untilOver(() => {
          const some = left.slice(0, seriesAtOnce);
          registry.forget(some);
          run.count('series', some.length);
          left = left.slice(seriesAtOnce);
          return left.length > 0;
        });
      });
      changesThen = changes();
      yield 'series';
    } while (left.length > 0);
  }
}

interface UnusedFinder {
  /** The high halves of ids that series have. */
  highs(): readonly number[];
  /** The series with this high half that nothing refers to, rising. */
  find(high: number): readonly number[];
}

function unusedFinder({ history, head, chains, isGiven = () => false }: KeepParts): UnusedFinder {
  const finder = createLabelFinder(history);
  const member = history.prepare<[number], IdRow>(forgetStatements.member);
  const membersIn = memberDecoder(history);
  const layouts = head.prepare<[], number>(forgetStatements.layouts).pluck();
  const postings = createIdRowReader(history, 'posting');

  function allSeries(): IdSet {
    const label = finder.name('');
    return label === undefined ? [] : postings.read(label);
  }

  function addMembers(words: Uint32Array, high: number): void {
    // From slot to slot, past the rows of other halves.
    for (let from = high; ; ) {
      const row = member.get(from);
      if (row === undefined) return;
      const slot = Math.floor(row.id / rowsPerKey);
      const its = row.id % rowsPerKey;
      if (its === high) orInto(words, membersIn(row));
      from = (its < high ? slot : slot + 1) * rowsPerKey + high;
    }
  }

  return {
    highs: () => allSeries().map(({ high }) => high),
    find(high) {
      const container = allSeries().find((part) => part.high === high)?.container;
      if (container === undefined) return [];
      const words = new Uint32Array(wordsPerBitmap);
      addMembers(words, high);
      // Within a transaction of the other file: what is wrong with this one is said of this one.
      const inHead = withHistoryFailures(head.name, () => layouts.all());
      for (const layout of inHead) addLayout(words, chains.layout(layout), high);
      const low = Array.from(idsIn(container)).filter((id) => (((words[id >>> 5] as number) >>> (id & 31)) & 1) === 0);
      return low.map((id) => high * idsPerContainer + id).filter((id) => !isGiven(id));
    },
  };
}

function addLayout(words: Uint32Array, series: Uint32Array, high: number): void {
  for (const id of series) {
    if (id >>> 16 !== high) continue;
    const low = id & 0xffff;
    words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
  }
}
