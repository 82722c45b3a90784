/** Random scrape_configs with their targets, as file discovery has them. */
import type { RelabelDialect } from '../../../shared/relabel/dialect.ts';
import type { TargetDefaults } from '../../../shared/relabel/target-labels.ts';
import { type Chance, chanceOf } from '../promql-fuzz/chance.ts';
import { idLabel, randomRules, type WrittenRule } from './random-rules.ts';
import { addresses, intervals, publicNames, schemes, timeouts, values } from './vocabulary.ts';

export type LabelMap = Readonly<Record<string, string>>;

export interface TargetJob {
  readonly defaults: TargetDefaults;
  readonly rules: readonly WrittenRule[];
  /** Each has its own value of `idLabel`. */
  readonly groups: readonly { readonly targets: readonly string[]; readonly labels: LabelMap }[];
}

const hourMs = 3_600_000;

const plainDefaults = {
  scrapeIntervalMs: hourMs,
  scrapeTimeoutMs: 10_000,
  metricsPath: '/metrics',
  scheme: 'http',
  params: [],
};

export function randomJob(seed: number, dialect: RelabelDialect, groups: number): TargetJob {
  const chance = chanceOf(seed);
  const query = chance.one([[], ['one'], ['one', 'two'], ['']]);
  return {
    defaults: {
      jobName: `job ${seed}`,
      scrapeIntervalMs: chance.one([hourMs, 5_400_000, 26 * hourMs, 7 * 24 * hourMs + 1]),
      scrapeTimeoutMs: chance.one([10_000, 90_000, 500]),
      metricsPath: chance.one(['/metrics', '/a/b', '/']),
      scheme: chance.one(['http', 'https']),
      params: chance.of(0.5) ? [] : [['q', query]],
    },
    rules: randomRules(chance, dialect),
    groups: Array.from({ length: groups }, (_, i) => ({
      targets: [chance.of(0.4) ? chance.one(addresses) : `node-${i}:9100`],
      // By this it is found again whatever becomes of the others.
      labels: { ...randomLabels(chance), [idLabel]: `${seed}/${i}` },
    })),
  };
}

function randomLabels(chance: Chance): LabelMap {
  const labels = ['__meta_a', '__meta_node_name', '__meta_zone', '__tmp', ...publicNames].flatMap((name) =>
    chance.of(0.4) ? [[name, chance.one(values)]] : [],
  );
  const internal = [
    ...(chance.of(0.1) ? [['__scrape_interval__', chance.one(intervals)]] : []),
    ...(chance.of(0.1) ? [['__scrape_timeout__', chance.one(timeouts)]] : []),
    ...(chance.of(0.1) ? [['__scheme__', chance.one(schemes)]] : []),
    ...(chance.of(0.1) ? [['__param_q', chance.one(['', 'own'])]] : []),
    ...(chance.of(0.05) ? [['__address__', chance.one(addresses)]] : []),
    ...(chance.of(0.05) ? [['__metrics_path__', '/own']] : []),
  ];
  return Object.fromEntries([...labels, ...internal]);
}

/** Case came to these with Unicode 14 to 17; Go 1.19, of which 2.42 is made, knows Unicode 13. */
const newLetters =
  /[\u019b\u0264\u1c89\u1c8a\u2c2f\u2c5f\ua7c0\ua7c1\ua7cb-\ua7dc\u{10570}-\u{105bc}\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u;

/** Every letter that has a case, in both. */
export function letterJob(): TargetJob {
  const letters = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => code > 0x20 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    .filter((char) => (char.toLowerCase() !== char || char.toUpperCase() !== char) && !newLetters.test(char));
  const perTarget = 100;
  const groups = Array.from({ length: Math.ceil(letters.length / perTarget) }, (_, i) => ({
    targets: ['127.0.0.1:1'],
    labels: { a: letters.slice(i * perTarget, (i + 1) * perTarget).join(' '), [idLabel]: `letters/${i}` },
  }));
  return {
    defaults: { ...plainDefaults, jobName: 'letters' },
    rules: ['lowercase', 'uppercase'].map((action) => ({ source_labels: ['a'], target_label: action, action })),
    groups,
  };
}
