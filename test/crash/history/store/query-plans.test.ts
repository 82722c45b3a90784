/** What the writer asks again and again is found by an index. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { coverageStatements } from '../../../../electron/backend/history/coverage/coverage-statements.ts';
import { documentStatements } from '../../../../electron/backend/history/documents/document-statements.ts';
import { headStatements } from '../../../../electron/backend/history/read/head-reader.ts';
import { countStatements } from '../../../../electron/backend/history/service/count-series.ts';
import { appendStatements } from '../../../../electron/backend/history/store/append-scrape.ts';
import { foldStatements } from '../../../../electron/backend/history/store/fold.ts';
import { columnStatements } from '../../../../electron/backend/history/store/fold-columns.ts';
import { chainStatements } from '../../../../electron/backend/history/store/head-chain.ts';
import { roomStatements } from '../../../../electron/backend/history/store/histogram-room.ts';
import { scrapes } from '../../../../electron/backend/history/store/migrations/head-010-scrapes.ts';
import { purgeStatements } from '../../../../electron/backend/history/store/purge-head.ts';

test('rows and layouts of the head are searched, never scanned', () => {
  const db = new Database(':memory:');
  scrapes.up(db);
  const planOf = (sql: string): string => {
    const nothing = (sql.match(/\?/g) ?? []).map(() => null);
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...nothing);
    return plan.map(({ detail }) => detail).join('; ');
  };
  const { deleteUnused, ...purge } = purgeStatements;
  const all = { ...appendStatements, ...chainStatements, ...columnStatements, ...foldStatements, ...purge };
  expect(Object.fromEntries(Object.entries(all).map(([name, sql]) => [name, planOf(sql)]))).toEqual({
    anyUntil: 'SEARCH row USING COVERING INDEX row_target (target=? AND timeMs<?)',
    atTime: 'SEARCH row USING INDEX row_target (target=? AND timeMs=?)',
    back: 'SEARCH row USING INDEX row_layout (layout=? AND rowid<?)',
    count: 'SEARCH row USING COVERING INDEX row_target (target=? AND timeMs>? AND timeMs<?)',
    deleteLayout:
      'SEARCH layout USING INTEGER PRIMARY KEY (rowid=?); CORRELATED SCALAR SUBQUERY 1; ' +
      'SEARCH row USING COVERING INDEX row_layout (layout=?)',
    deleteRow: 'SEARCH row USING INTEGER PRIMARY KEY (rowid=?)',
    // Their order is that of ids: some hundred are sorted, once a fold.
    doomed: 'SEARCH row USING INDEX row_target (target=? AND timeMs<?); USE TEMP B-TREE FOR ORDER BY',
    first: 'SEARCH row USING COVERING INDEX row_target (target=? AND timeMs>?)',
    layout: 'SEARCH layout USING INTEGER PRIMARY KEY (rowid=?)',
    links: 'SEARCH row USING INDEX row_layout (layout=?)',
    next: 'SEARCH row USING INDEX row_layout (layout=? AND rowid>? AND rowid<?)',
    rewrite: 'SEARCH row USING INTEGER PRIMARY KEY (rowid=?)',
    rows: 'SEARCH row USING INDEX row_target (target=? AND timeMs>? AND timeMs<?)',
  });
  expect(planOf(roomStatements.rows)).toBe('SEARCH row USING INDEX row_target (target=? AND timeMs>? AND timeMs<?)');
  const counting = planOf(countStatements.rows.replaceAll('$layout', '?'));
  expect(counting).not.toContain('SCAN row');
  expect(counting).toContain('SEARCH row USING COVERING INDEX row_layout (layout=?)');
  // Once, as the writer is opened.
  expect(planOf(deleteUnused)).toContain('SCAN layout');
  db.close();
});

/** SQLite says nowhere that it prepared a statement anew: so it is the text that is looked at. */
test('no statement is prepared anew for each value', () => {
  const families = [appendStatements, chainStatements, foldStatements, purgeStatements, headStatements];
  const all = [...families, coverageStatements, documentStatements].flatMap((family) => Object.values(family));
  const withOneBound = all.filter((sql) => sql.match(/ [<>]=? [?$]/g)?.length === 1 && /\w = \+?[?$]/.test(sql));
  expect(withOneBound.length).toBe(10);
  expect(coverageStatements.touching.match(/rule = .\$/g)).toEqual(['rule = +$', 'rule = +$']);
  expect(withOneBound.filter((sql) => !/\w = \+[?$]/.test(sql))).toEqual([]);
});
