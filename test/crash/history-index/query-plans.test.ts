import { afterAll, describe, expect, it } from 'vitest';
import { idRowStatements, memberStatements } from '../../../electron/backend/history/index/id-rows.ts';
import { finderStatements } from '../../../electron/backend/history/index/label-finder.ts';
import { labelStatements } from '../../../electron/backend/history/index/label-table.ts';
import { registryStatements } from '../../../electron/backend/history/index/series-registry.ts';
import { openIndexDatabase } from './database.ts';
import { planOf } from './query-plan.ts';

const database = openIndexDatabase();

const statements = Object.entries({
  ...registryStatements,
  ...labelStatements,
  ...finderStatements,
  ...memberStatements,
  ...Object.fromEntries(Object.entries(idRowStatements('posting')).map(([name, sql]) => [`posting ${name}`, sql])),
  ...Object.fromEntries(Object.entries(idRowStatements('member')).map(([name, sql]) => [`member ${name}`, sql])),
});

describe('the plans of the index', () => {
  afterAll(() => database.close());

  it.each(statements)('%s searches and never scans', (_, sql) => {
    // What is asked for is a list that is gone through.
    const plan = planOf(database.writer, sql).filter((line) => !line.startsWith('SCAN asked VIRTUAL TABLE'));
    if (!sql.startsWith('INSERT')) expect(plan.join('\n')).toMatch(/^SEARCH /m);
    expect(plan.join('\n')).not.toMatch(/SCAN|TEMP B-TREE|AUTOMATIC/);
  });

  it('of the values of a label reads ranges of labels', () => {
    expect(planOf(database.writer, labelStatements.values)).toEqual([
      'SEARCH label USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
    ]);
  });

  it('would see a scan', () => {
    expect(planOf(database.writer, 'SELECT id FROM label WHERE value = ?').join()).toMatch(/SCAN/);
  });
});
