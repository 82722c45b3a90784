/** What a history does by itself and fails is told, until it works again, and keeps nothing else from being done. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Upkeep } from '../../../../electron/backend/history/service/upkeep.ts';
import { createUpkeepReport, type UpkeepState } from '../../../../electron/backend/history/service/upkeep-report.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import type { Transactions } from '../../../../electron/backend/history/store/transactions.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

const slotMs = 7_200_000;
const beginMs = 236_000 * slotMs;
const deletion = { window: { startMs: beginMs, endMs: beginMs + slotMs }, detail: 'asked for' };
const none = { ...deletion, matchers: [{ name: '__name__', op: '=' as const, value: 'nothing' }] };

let fixture: SourceFixture;
let writer: HistoryWriter;
let upkeep: Upkeep;
let nowMs: number;
let state: UpkeepState;
let logged: string[];
/** What is deleted from the head does not go. */
let isHeadRefused: boolean;

beforeEach(() => {
  fixture = createSourceFixture();
  nowMs = beginMs;
  state = { troubles: [], deletions: [] };
  logged = [];
  isHeadRefused = false;
  writer = fixture.open({ nowMs });
  const series = writer.register(Array.from({ length: 3000 }, (_, i) => ['__name__', 'm', 'i', String(i)]));
  for (let n = 0; n < 10; n += 1) {
    const values = Float64Array.from(series, () => Math.random());
    writer.appendScrape({ target: 't', timeMs: beginMs + n * 1000, series, values });
  }
  const onTrouble = ({ message }: AppError) => void logged.push(message);
  const onState = (told: UpkeepState) => {
    state = told;
  };
  const report = createUpkeepReport({ now: () => nowMs, onState, onTrouble });
  const retention = () => ({ mostAgeMs: undefined, mostBytes: undefined });
  upkeep = new Upkeep(refusing(writer), { now: () => nowMs, sliceMs: 0, retention, report });
});

afterEach(() => fixture.dispose());

function refusing(real: HistoryWriter): HistoryWriter {
  const inHead = (given: Transactions): Transactions => ({
    run: (work) => (isHeadRefused ? refuse() : given.run(work)),
    runDurably: (work) => (isHeadRefused ? refuse() : given.runDurably(work)),
  });
  return { ...real, keep: (work) => real.keep((parts) => work({ ...parts, inHead: inHead(parts.inHead) })) };
}

function refuse(): never {
  throw new AppError('history.diskFull', 'refused', { details: { path: 'head' }, retryable: true });
}

/** As the session does it. @returns whether there is more to be done */
function turn(): boolean {
  const tried = (work: () => boolean): boolean => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return false;
    }
  };
  return tried(() => upkeep.fold()) || tried(() => upkeep.keep());
}

function look(): void {
  while (turn());
}

/** The database's own limit stands for the disk's. */
function limitPages(more: number): void {
  writer.alongside(({ history }) => {
    history.pragma(`max_page_count = ${Number(history.pragma('page_count', { simple: true })) + more}`);
  });
}

const headRows = () => writer.alongside(({ head }) => head.prepare('SELECT count(*) FROM row').pluck().get());

test('a fold that fails is told of with since when, once in the log, and is no trouble when it works again', () => {
  nowMs = beginMs + 2 * slotMs;
  limitPages(5);
  look();
  const failing = { work: 'fold', error: { code: 'history.diskFull' }, sinceMs: nowMs };
  expect(state.troubles).toMatchObject([{ ...failing, lastMs: nowMs }]);
  nowMs += 30_000;
  look();
  expect(state.troubles).toMatchObject([{ ...failing, lastMs: nowMs }]);
  expect(logged).toHaveLength(1);
  limitPages(100_000);
  look();
  expect([state, headRows()]).toEqual([{ troubles: [], deletions: [] }, 0]);
});

test('a fold that fails keeps no deletion from being done', () => {
  nowMs = beginMs + 2 * slotMs;
  limitPages(5);
  look();
  upkeep.delete(deletion);
  expect(state.deletions).toEqual([{ id: 1, asked: deletion, progress: undefined }]);
  look();
  // With nothing to fold, the fold is no trouble any more.
  expect([headRows(), state]).toEqual([0, { troubles: [], deletions: [] }]);
});

test('a deletion that fails is told of until it is done, and holds up no other one', () => {
  isHeadRefused = true;
  upkeep.delete(deletion);
  upkeep.delete(none);
  look();
  expect(state.troubles).toMatchObject([{ work: 'deletion', deletion: 1, error: { message: 'refused' } }]);
  look();
  expect(state.deletions).toEqual([{ id: 1, asked: deletion, progress: undefined }]);
  isHeadRefused = false;
  look();
  look();
  expect([state, headRows()]).toEqual([{ troubles: [], deletions: [] }, 0]);
});

test('a deletion that fails keeps no fold from being done, also where it was in the middle', () => {
  upkeep.delete({ ...deletion, matchers: [{ name: 'i', op: '=~', value: '1.*' }] });
  expect(turn()).toBe(true);
  isHeadRefused = true;
  look();
  expect(state.troubles).toMatchObject([{ work: 'deletion' }]);
  nowMs = beginMs + 2 * slotMs;
  look();
  // What was not deleted yet is folded first, and deleted from there.
  expect(writer.stats().foldedSamples).toBeGreaterThan(0);
});

test('what is not understood is told of as what is left undone', () => {
  writer.alongside(({ history }) => history.exec("INSERT INTO deletion (what) VALUES ('of a newer one')"));
  look();
  expect(state.deletions).toEqual([{ id: 1, asked: undefined, progress: undefined }]);
});
