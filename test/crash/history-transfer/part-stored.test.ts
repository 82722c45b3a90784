/** What a call that fails in the middle has stored is counted: nobody is told that nothing was. */

import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { beginMs } from '../../support/history/recordings.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

const fixtures: SourceFixture[] = [];

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.dispose();
});

const column = (name: string, count: number) => ({
  labels: ['__name__', name],
  timesMs: Float64Array.from({ length: count }, (_, k) => beginMs + k * 10),
  values: new Float64Array(count),
});

describe('columns of which a batch fails', () => {
  it('are counted as far as they are committed', () => {
    const fixture = createSourceFixture();
    fixtures.push(fixture);
    const writer = fixture.open();
    writer.appendColumns([column('z', 1)]);
    const db = new Database(fixture.files.history);
    db.exec("CREATE TRIGGER refuse BEFORE UPDATE ON chunk BEGIN SELECT RAISE(ABORT, 'no'); END");
    db.close();
    expect(() => writer.appendColumns([column('a', 499_999), column('z', 2)])).toThrow('no');
    const { samples } = writer.stats();
    writer.close();
    expect(samples).toEqual({ added: 500_000, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 });
  });
});
