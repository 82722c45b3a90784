import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idSetOf, idsOf } from '../../../electron/backend/history/index/id-set.ts';
import { createSeriesIndex } from '../../../electron/backend/history/index/series-index.ts';
import { type Labels, labelsFromPairs, labelValue } from '../../../shared/model/labels.ts';
import type { MatchOperator } from '../../../shared/promql/ast.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import type { SeriesMatcher } from '../../../shared/promql/queryable.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { endlessRun, type IndexDatabase, openIndexDatabase } from './database.ts';
import { oneOf, type Random } from './random-ids.ts';

const operators: readonly MatchOperator[] = ['=', '!=', '=~', '!~'];
const names = ['__name__', 'job', 'instance', 'path', 'none'];
const patterns = [
  '',
  '.*',
  '.+',
  'v1',
  'v1|v2',
  'v1|',
  '|',
  'v1.*',
  'l.*',
  '.*k',
  '.*5',
  '.+5',
  '.*1.*',
  'v(1|2)\\d',
  '(v1)?',
  'v[^3]',
];

function randomLabels(random: Random): Labels {
  const spread: Record<string, number> = { __name__: 6, job: 3, instance: 40, path: 2000 };
  const pairs = Object.entries(spread).flatMap(([name, count]): [string, string][] =>
    random() % 5 === 0 ? [] : [[name, random() % 60 === 0 ? 'line\nbreak' : `v${random() % count}`]],
  );
  return labelsFromPairs(pairs);
}

function randomMatcher(random: Random): SeriesMatcher {
  const op = oneOf(random, operators);
  const isPattern = op === '=~' || op === '!~';
  const value = isPattern
    ? oneOf(random, patterns)
    : oneOf(random, ['', 'v1', 'v1', 'v5', 'v39', 'v1999', 'line\nbreak']);
  return seriesMatcher({ name: oneOf(random, names), op, value }, random() % 2 === 0);
}

const fits = (labels: Labels, matchers: readonly SeriesMatcher[]) =>
  matchers.every(({ name, matches }) => matches(labelValue(labels, name) ?? ''));

describe('the index of series', () => {
  let database: IndexDatabase;
  /** What the database should have: id → labels. */
  const model = new Map<number, Labels>();

  beforeAll(() => {
    database = openIndexDatabase();
    // So that ids go over the end of a container.
    database.writer.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('series', 65000)").run();
  });
  afterAll(() => database.close());

  function change(random: Random): void {
    const { writer, registry } = database;
    writer.transaction(() => {
      const sets = Array.from({ length: random() % 400 }, () => randomLabels(random));
      registry.register(sets).forEach((id, i) => {
        expect(model.get(id) ?? sets[i]).toEqual(sets[i]);
        model.set(id, sets[i] ?? []);
      });
      const gone = [...model.keys()].filter(() => random() % 20 === 0).sort((a, b) => a - b);
      registry.forget(gone);
      for (const id of gone) model.delete(id);
    })();
    database.index.refresh();
  }

  function ask(random: Random, what: string): void {
    const { index } = database;
    const matchers = Array.from({ length: random() % 4 }, () => randomMatcher(random));
    const among =
      random() % 2 === 0 ? undefined : [...model.keys()].filter(() => random() % 3 > 0).sort((a, b) => a - b);
    const of = among === undefined ? undefined : idSetOf(among);
    const all = [...(among ?? [...model.keys()].sort((a, b) => a - b))];
    const text = `${what}, ${matchers.map(({ name, op, value }) => `${name}${op}${value}`)}`;
    const found = [...idsOf(index.select(matchers, of, endlessRun))];
    expect(found, text).toEqual(all.filter((id) => fits(model.get(id) ?? [], matchers)));
    expect(index.labelsOf(found), text).toEqual(found.map((id) => model.get(id)));
    const name = oneOf(random, names);
    const values = new Set(all.flatMap((id) => labelValue(model.get(id) ?? [], name) ?? []));
    expect([...index.labelValues(name, of, endlessRun)].sort(), text).toEqual([...values].sort());
    const known = new Set(all.flatMap((id) => (model.get(id) ?? []).filter((_, i) => i % 2 === 0)));
    expect([...index.labelNames(of, endlessRun)].sort(), text).toEqual([...known].sort());
  }

  it('finds what a look at every series finds, as series come and go', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 12 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      change(random);
      for (let i = 0; i < 60; i += 1) ask(random, `seed ${seed}, question ${i}`);
      if (seed % 4 > 0) continue;
      // One that knows nothing yet finds the same.
      database = { ...database, index: createSeriesIndex(database.reader) };
      database.index.refresh();
    }
    expect(model.size).toBeGreaterThan(1000);
  });

  it('asks whether to go on', () => {
    const stop = new Error('stop');
    const run = {
      check() {
        throw stop;
      },
    };
    const matcher = seriesMatcher({ name: 'path', op: '=~', value: '.*7' }, true);
    expect(() => database.index.select([matcher], undefined, run)).toThrow(stop);
    expect(() => database.index.labelNames(undefined, run)).toThrow(stop);
    expect(() => database.index.labelValues('path', undefined, run)).toThrow(stop);
  });

  it('says which file is damaged', () => {
    const { writer, index } = database;
    const matcher = seriesMatcher({ name: 'job', op: '=', value: 'v1' }, true);
    writer.exec("UPDATE posting SET data = x'11ff' WHERE id > 0; UPDATE series SET labels = x'ff'");
    const details = expect.objectContaining({ path: expect.stringContaining('history.db') });
    const error = { code: 'history.damaged', details };
    expect(() => index.select([matcher], undefined, endlessRun)).toThrow(expect.objectContaining(error));
    const fresh = createSeriesIndex(database.reader);
    expect(() => fresh.labelsOf([[...model.keys()][0] ?? 0])).toThrow(expect.objectContaining(error));
  });
});
