/** A disk that is full: what does not fit is refused whole, and what was there stays. The database's own limit stands for the disk's. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeadChains } from '../../../../electron/backend/history/store/head-chain.ts';
import { HeadWriter } from '../../../../electron/backend/history/store/head-writer.ts';
import { openWritable, type WritableDatabase } from '../../../../electron/backend/history/store/open-database.ts';
import { noCounts } from '../../../../electron/backend/history/store/sample-counts.ts';
import { createTransactions, type Transactions } from '../../../../electron/backend/history/store/transactions.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let head: WritableDatabase<'head'>;
let writer: HeadWriter;
let transactions: Transactions;

beforeEach(() => {
  fixture = createSourceFixture();
  head = openWritable(`${fixture.dataDir}/head.db`, 'head');
  writer = new HeadWriter(head, () => undefined);
  transactions = createTransactions(head, () => writer.forget());
});

afterEach(() => {
  head.close();
  fixture.dispose();
});

const series = Uint32Array.from({ length: 2000 }, (_, i) => i + 1);

function append(timeMs: number): void {
  const values = Float64Array.from(series, (id) => id * timeMs);
  transactions.run(() => writer.write(1, { timeMs, series, values }, noCounts()));
}

test('a scrape that does not fit is refused, and those after it are stored as soon as there is room', () => {
  append(1);
  append(2);
  const pages = Number(head.pragma('page_count', { simple: true }));
  head.pragma(`max_page_count = ${pages + 2}`);
  for (let n = 0; n < 2; n += 1) {
    expect(() => append(3)).toThrow(
      expect.objectContaining({ code: 'history.diskFull', retryable: true, details: { path: head.name } }),
    );
  }
  head.pragma('max_page_count = 100000');
  append(4);
  append(5);
  const rows = head.prepare<[], { id: number; layout: number; timeMs: number }>('SELECT * FROM row ORDER BY id').all();
  const chains = new HeadChains(head);
  const lasts = rows.map(({ id, layout, timeMs }) => {
    const { words } = chains.rowAt(layout, id);
    return [timeMs, new Float64Array(words.buffer)[1999]];
  });
  expect(lasts).toEqual([1, 2, 4, 5].map((timeMs) => [timeMs, 2000 * timeMs]));
  expect(head.prepare('SELECT count(*) FROM layout').pluck().get()).toBe(2);
});
