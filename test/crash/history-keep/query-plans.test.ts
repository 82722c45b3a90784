/** What is asked of coverage and documents, and by what deletes, is found by an index. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageStatements } from '../../../electron/backend/history/coverage/coverage-statements.ts';
import { documentStatements } from '../../../electron/backend/history/documents/document-statements.ts';
import { headStatements } from '../../../electron/backend/history/retention/delete-from-head.ts';
import { chunkStatements } from '../../../electron/backend/history/retention/delete-from-slots.ts';
import { slotStatements } from '../../../electron/backend/history/retention/drop-slots.ts';
import { metadataStatements } from '../../../electron/backend/history/retention/forget-metadata.ts';
import { forgetStatements } from '../../../electron/backend/history/retention/forget-series.ts';
import { targetStatements } from '../../../electron/backend/history/retention/forget-targets.ts';
import { timesStatements } from '../../../electron/backend/history/retention/unused-times.ts';
import { damagedChunkStatements } from '../../../electron/backend/history/store/damaged-chunks.ts';
import { looseStatements } from '../../../electron/backend/history/store/loose-times.ts';
import { openWritable, type WritableDatabase } from '../../../electron/backend/history/store/open-database.ts';
import { sharedTimesStatements } from '../../../electron/backend/history/store/shared-times.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let history: WritableDatabase<'history'>;
let head: WritableDatabase<'head'>;

beforeAll(() => {
  fixture = createSourceFixture();
  mkdirSync(fixture.files.folder, { recursive: true });
  history = openWritable(fixture.files.history, 'history');
  head = openWritable(fixture.files.head, 'head');
});

afterAll(() => {
  history.close();
  head.close();
  fixture.dispose();
});

function planOf(db: WritableDatabase, sql: string): string {
  const statement = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const parameters = sql.includes('$') ? [{ rule: 1, from: 1, to: 2 }] : Array.from(sql.matchAll(/\?/g), () => 1);
  const plan = statement.all(...parameters);
  return plan.map(({ detail }) => detail).join('; ');
}

/** Rules, kinds and layouts are few. */
const { rules, ...coverage } = coverageStatements;
const { layouts, ...ofHead } = headStatements;
const { layouts: layoutIds, ...forget } = forgetStatements;
const { layouts: layoutTargets, ...ofTargets } = targetStatements;

const statements = [
  ...Object.entries({ ...timesStatements, ...looseStatements, ...sharedTimesStatements }).map(
    ([name, sql]) => [`times ${name}`, 'history', sql] as const,
  ),
  ...Object.entries({ ...coverage }).map(([name, sql]) => [`coverage ${name}`, 'history', sql] as const),
  ...Object.entries(documentStatements).map(([name, sql]) => [`documents ${name}`, 'history', sql] as const),
  ...Object.entries(damagedChunkStatements).map(([name, sql]) => [`damaged chunks ${name}`, 'history', sql] as const),
  ...Object.entries(slotStatements).map(([name, sql]) => [`slots ${name}`, 'history', sql] as const),
  ...Object.entries(chunkStatements).map(([name, sql]) => [`chunks ${name}`, 'history', sql] as const),
  ...Object.entries(forget).map(([name, sql]) => [`series ${name}`, 'history', sql] as const),
  ...Object.entries(metadataStatements).map(([name, sql]) => [`metadata ${name}`, 'history', sql] as const),
  ...Object.entries(ofTargets).map(([name, sql]) => [`targets ${name}`, 'head', sql] as const),
  ...Object.entries(ofHead).map(([name, sql]) => [`head ${name}`, 'head', sql] as const),
];

describe('the plans of what keeps the history', () => {
  it.each(statements)('%s searches, and never scans or sorts', (_name, which, sql) => {
    const plan = planOf(which === 'history' ? history : head, sql);
    if (!sql.startsWith('INSERT')) expect(plan).toMatch(/SEARCH /);
    expect(plan).not.toMatch(/SCAN (?!CONSTANT)|TEMP B-TREE|AUTOMATIC/);
  });

  it('spans of a window are one range of the key, begun at the last span before it', () => {
    expect(planOf(history, coverageStatements.touching)).toBe(
      'SEARCH coverage USING PRIMARY KEY (rule=? AND startMs>? AND startMs<?); SCALAR SUBQUERY 1; ' +
        'SEARCH coverage USING PRIMARY KEY (rule=? AND startMs<?)',
    );
  });

  it('rules and layouts are listed', () => {
    expect([planOf(history, rules), planOf(head, layouts), planOf(head, layoutIds)].join()).toMatch(/SCAN/);
  });
});
