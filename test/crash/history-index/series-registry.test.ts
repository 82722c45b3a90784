import { afterEach, describe, expect, it } from 'vitest';
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { endlessRun, type IndexDatabase, openIndexDatabase } from './database.ts';

let opened: IndexDatabase[] = [];

function open(): IndexDatabase {
  const database = openIndexDatabase();
  opened.push(database);
  return database;
}

afterEach(() => {
  for (const database of opened) database.close();
  opened = [];
});

const labelsOf = (pairs: Record<string, string>): Labels => labelsFromPairs(Object.entries(pairs));
const up = (instance: string) => labelsOf({ __name__: 'up', instance });

function counts({ writer }: IndexDatabase): Record<string, unknown> {
  const count = (table: string) => writer.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  return { series: count('series'), labels: count('label'), postings: count('posting') };
}

describe('the registry of series', () => {
  it('gives a label set one id, whoever asks and how often', () => {
    const database = open();
    const { writer, registry } = database;
    const register = writer.transaction((sets: Labels[]) => registry.register(sets));
    const first = register([up('a'), up('b'), up('a')]);
    // What another process begins with: nothing is known but what is on the disk.
    registry.rolledBack();
    const again = register([up('b'), up('a'), up('c')]);
    expect({ first, again, ...counts(database) }).toEqual({
      first: [1, 2, 1],
      again: [2, 1, 3],
      series: 3,
      // __name__ and instance: that it is there, and each value; all.
      labels: 7,
      // Of each label its series; of the names, and of each name, the labels.
      postings: 10,
    });
  });

  it('takes an empty label for none', () => {
    const { writer, registry, index } = open();
    const sets = [['__name__', 'up', 'job', ''], ['__name__', 'up'], ['', 'x', '__name__', 'up'], []];
    const ids = writer.transaction(() => registry.register(sets))();
    expect([ids, index.labelsOf([1, 2]), index.labelNames(undefined, endlessRun)]).toEqual([
      [1, 1, 1, 2],
      [['__name__', 'up'], []],
      ['__name__'],
    ]);
  });

  it('tells label sets apart whose texts run into each other, and hostile ones', () => {
    const { writer, registry, index } = open();
    const sets = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a', 'b', 'c', 'd'],
      ['a', 'b\u0000c', 'd', 'e'],
      ['a\u0000b', 'c'],
      ['a', '\u0000'],
      ['__proto__', 'constructor'],
      ['1 x', 'y'],
      ['\u{1F600}', '\u{1F601}'],
      ['x'.repeat(1000), 'y'.repeat(1_000_000)],
      // The same to a person: composed, and not.
      ['caf\u00e9', 'caf\u00e9'],
      ['cafe\u0301', 'cafe\u0301'],
      ['caf\u00e9', 'cafe\u0301'],
      ['\u0000', '\u0000'],
      ['up', '__name__'],
    ];
    const ids = writer.transaction(() => registry.register(sets))();
    registry.rolledBack();
    expect([new Set(ids).size, index.labelsOf(ids), registry.register(sets)]).toEqual([sets.length, sets, ids]);
    index.refresh();
    const namesOf = (of: readonly Labels[]) =>
      [...new Set(of.flatMap((set) => set.filter((_, i) => i % 2 === 0)))].sort();
    expect([...index.labelNames(undefined, endlessRun)].sort()).toEqual(namesOf(sets));
    expect([...index.labelValues('caf\u00e9', undefined, endlessRun)].sort()).toEqual(['cafe\u0301', 'caf\u00e9']);
    expect(index.labelValues('', undefined, endlessRun)).toEqual([]);
  });

  it('refuses what is no label set', () => {
    const { registry } = open();
    expect(() => registry.register([['b', '1', 'a', '2']])).toThrow('not sorted');
    expect(() => registry.register([['a', '1', 'a', '2']])).toThrow('not sorted');
    expect(() => registry.register([['a', 'half \ud83d']])).toThrow('no valid text');
  });

  it('forgets what it learnt in a transaction that was rolled back', () => {
    const database = open();
    const { writer, registry } = database;
    const fails = writer.transaction(() => {
      registry.register([up('a'), up('b')]);
      throw new Error('no');
    });
    expect(fails).toThrow('no');
    registry.rolledBack();
    const ids = writer.transaction(() => registry.register([up('b'), up('a')]))();
    expect({ ids, ...counts(database) }).toEqual({ ids: [1, 2], series: 2, labels: 6, postings: 9 });
  });

  it('gives a name that was forgotten values anew, to a reader that knew the old ones, too', () => {
    const { writer, registry, index } = open();
    const values = () => {
      index.refresh();
      return [index.labelNames(undefined, endlessRun), index.labelValues('instance', undefined, endlessRun)];
    };
    const register = writer.transaction((set: Labels) => registry.register([set]));
    register(up('a'));
    const before = values();
    writer.transaction(() => registry.forget([1]))();
    const none = values();
    register(up('b'));
    expect([before, none, values()]).toEqual([
      [['__name__', 'instance'], ['a']],
      [[], []],
      [['__name__', 'instance'], ['b']],
    ]);
  });

  it('forgets series with their postings and labels, and gives their ids to nobody', () => {
    const database = open();
    const { writer, registry, index } = database;
    writer.transaction(() => registry.register([up('a'), up('b'), labelsOf({ __name__: 'other', instance: 'a' })]))();
    writer.transaction(() => registry.forget([2, 3, 99]))();
    index.refresh();
    expect({
      ...counts(database),
      names: index.labelNames(undefined, endlessRun),
      values: index.labelValues('instance', undefined, endlessRun),
      metrics: index.labelValues('__name__', undefined, endlessRun),
    }).toEqual({ series: 1, labels: 5, postings: 8, names: ['__name__', 'instance'], values: ['a'], metrics: ['up'] });
    expect(writer.transaction(() => registry.register([up('b'), up('a')]))()).toEqual([4, 1]);
    writer.transaction(() => registry.forget([1, 4]))();
    expect(counts(database)).toEqual({ series: 0, labels: 0, postings: 0 });
    expect(writer.transaction(() => registry.register([up('a')]))()).toEqual([5]);
  });

  it('tells labels apart, and series, whose hashes are the same, and forgets the one and not the other', () => {
    const { writer, registry, index } = open();
    const sets = Array.from({ length: 20_000 }, (_, i): Labels => ['uid', `value ${i}`]);
    const register = writer.transaction(() => registry.register(sets));
    const ids = register();
    const alike = (table: string) => {
      const sql = `SELECT id FROM ${table} WHERE hash IN (SELECT hash FROM ${table} GROUP BY hash HAVING count(*) > 1) ORDER BY hash`;
      return writer.prepare<[], number>(sql).pluck().all();
    };
    const [labels, series] = [alike('label_hash'), alike('series_hash')];
    // Of 24 bits, there are some among as many.
    expect([labels.length > 0, series.length > 0]).toEqual([true, true]);
    registry.rolledBack();
    expect([new Set(ids).size, register()]).toEqual([sets.length, ids]);
    // Of each two, that whose hash comes first: the series of alike labels, and alike series.
    const ofLabel = writer.prepare<[number], string>('SELECT value FROM label WHERE id = ?').pluck();
    const place = (label: number) => Number(ofLabel.get(label)?.slice('value '.length));
    const gone = new Set([...labels.map(place), ...series.map((id) => ids.indexOf(id))].filter((_, i) => i % 2 === 0));
    writer.transaction(() => registry.forget([...gone].map((at) => ids[at] as number).sort((a, b) => a - b)))();
    index.refresh();
    const left = sets.filter((_, at) => !gone.has(at));
    expect(index.labelValues('uid', undefined, endlessRun)).toEqual(left.map(([, value]) => value));
    const again = register();
    expect(again.filter((id, at) => id === ids[at]).length).toBe(left.length);
    expect(new Set(again).size).toBe(sets.length);
    index.refresh();
    expect(index.labelsOf([...again].sort((a, b) => a - b).slice(-gone.size)).length).toBe(gone.size);
  });

  it('has ids of more than 65,536 series in several containers', () => {
    const { writer, registry, index } = open();
    writer.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('series', 65533)").run();
    const ids = writer.transaction(() => registry.register(['a', 'b', 'c', 'd'].map(up)))();
    const rows = writer.prepare('SELECT count(*) FROM posting').pluck().get();
    expect([ids, rows, index.labelValues('instance', undefined, endlessRun)]).toEqual([
      [65_534, 65_535, 65_536, 65_537],
      // all, __name__, up and instance have two each; and three of labels.
      15,
      ['a', 'b', 'c', 'd'],
    ]);
  });
});
