import { afterAll, describe, expect, it } from 'vitest';
import { chunkStatements } from '../../../electron/backend/history/read/chunk-reader.ts';
import { headStatements } from '../../../electron/backend/history/read/head-reader.ts';
import { readerStatements } from '../../../electron/backend/history/read/open-history-reader.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { createSourceFixture } from '../../support/history/source-fixture.ts';
import { planOf } from '../history-index/query-plan.ts';

const fixture = createSourceFixture();
fixture.open();
const databases = {
  head: openReadable(fixture.files.head, 'head'),
  history: openReadable(fixture.files.history, 'history'),
};

describe('the plans of a reader', () => {
  afterAll(() => {
    databases.head.close();
    databases.history.close();
    fixture.dispose();
  });

  it.each([
    ...Object.entries(headStatements).map(([name, sql]) => ['head', name, sql] as const),
    ...Object.entries({ ...chunkStatements, ...readerStatements }).map(
      ([name, sql]) => ['history', name, sql] as const,
    ),
  ])('in %s: %s searches and never scans or sorts', (kind, _, sql) => {
    const plan = planOf(databases[kind], sql).join('\n');
    expect(plan).toMatch(/^SEARCH /m);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE|AUTOMATIC/);
  });

  it('finds the rows of a time in the index alone', () => {
    expect(planOf(databases.head, headStatements.ends)).toEqual([
      'SEARCH row USING COVERING INDEX row_target (target=? AND timeMs>? AND timeMs<?)',
    ]);
    expect(planOf(databases.head, headStatements.count)).toEqual([
      'SEARCH row USING COVERING INDEX row_layout (layout=? AND rowid>? AND rowid<?)',
    ]);
  });
});
