/** A real Prometheus that scrapes one server in many ways, for the suites of its targets. */
import { stringify } from 'yaml';
import { labelPairs } from '../../shared/model/labels.ts';
import type { RelabelSteps } from '../../shared/model/target.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { type StandIn, startStandIn } from './prometheus-support.ts';

export const hostileText = '"><script>alert(1)</script>\\ \n\t{{x}} __proto__ 한글 😀';
export const hostilePool = `a "b" # c: 'd'\n- job_name: e`;

export interface Scraped {
  readonly prometheus: RealServer;
  readonly exporter: StandIn;
  /** What `/flip` answers from now on. */
  flip(isUp: boolean): void;
  stop(): Promise<void>;
}

type Rule = Readonly<Record<string, unknown>>;

/** Each action at least once, on labels that its 16 targets have in different ways. */
const manyActions: readonly Rule[] = [
  {
    source_labels: ['__meta_kind', '__meta_odd'],
    separator: '/',
    regex: '(.+)/(.*)',
    replacement: '$2-$1',
    target_label: 'both',
  },
  { source_labels: ['__meta_kind'], separator: '', regex: 'gone', action: 'drop' },
  { source_labels: ['__meta_index'], regex: '(?:1?[0-9])', action: 'keep' },
  { regex: '__meta_label_(.+)', action: 'labelmap' },
  { source_labels: ['__address__', '__meta_index'], modulus: 7, target_label: '__tmp_hash', action: 'hashmod' },
  { source_labels: ['__tmp_hash'], target_label: 'shard' },
  { source_labels: ['__meta_kind'], target_label: 'kind', action: 'uppercase' },
  { source_labels: ['kind'], target_label: 'small', action: 'lowercase' },
  { source_labels: ['__meta_index'], regex: '1(.)', target_label: 'x_$1', replacement: 'two $$ digits' },
  { source_labels: ['__meta_odd'], regex: 'yes', target_label: 'both', replacement: '' },
  { source_labels: ['__meta_index'], target_label: '__metrics_path__', replacement: '/up/$1' },
  { source_labels: ['__meta_kind'], target_label: '__meta_odd', action: 'dropequal' },
  { source_labels: ['__meta_kind'], target_label: '__meta_kind', action: 'keepequal' },
  { source_labels: ['__meta_index'], regex: '', target_label: 'never', replacement: 'x' },
  { regex: 'unwanted|__meta_index', action: 'labeldrop' },
];

function manyGroups(port: number) {
  return Array.from({ length: 16 }, (_, index) => ({
    targets: [`127.0.0.1:${port}`],
    labels: {
      __meta_kind: index === 3 ? 'gone' : index % 2 === 0 ? 'Kind-A' : 'kind-b',
      __meta_odd: index === 5 ? 'kind-b' : index % 2 === 1 ? 'yes' : '',
      __meta_index: String(index === 7 ? 77 : index),
      __meta_label_team: `team ${index % 3}`,
      [`__meta_label_only_${index}`]: hostileText,
      unwanted: 'x',
    },
  }));
}

function configuration(port: number): string {
  const here = `127.0.0.1:${port}`;
  const job = (job_name: string, more: Rule) => ({ job_name, ...more });
  const secret = { path: ['http://user:hunter2@elsewhere/x'], token: ['hunter2'], plain: ['a b'] };
  const twins = [{ source_labels: ['__meta_path'], target_label: '__metrics_path__' }];
  return stringify(
    {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [
        job('up', { metrics_path: '/up', static_configs: [{ targets: [here], labels: { hostile: hostileText } }] }),
        job('flip', {
          metrics_path: '/flip',
          scrape_interval: '1s',
          scrape_timeout: '500ms',
          static_configs: [{ targets: [here] }],
        }),
        job('down', { static_configs: [{ targets: ['127.0.0.1:1', '[::1]:1'] }] }),
        job('params', { metrics_path: '/up', params: secret, static_configs: [{ targets: [here] }] }),
        job('twins', {
          relabel_configs: twins,
          static_configs: ['/up', '/up/2', '/up'].map((path) => ({ targets: [here], labels: { __meta_path: path } })),
        }),
        job('none', { static_configs: [{ targets: [] }] }),
        job('all dropped', {
          relabel_configs: [{ regex: '.*', action: 'drop' }],
          static_configs: [{ targets: [here, '127.0.0.1:1'] }],
        }),
        job(hostilePool, {
          metrics_path: '/up',
          basic_auth: { username: 'u', password: 'hunter2' },
          static_configs: [{ targets: [here] }],
        }),
        job('many actions', { relabel_configs: manyActions, static_configs: manyGroups(port) }),
      ],
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

export async function startScraped(): Promise<Scraped> {
  let isUp = true;
  const exporter = await startStandIn(({ path, response }) => {
    const isFine = isUp || !path.startsWith('/flip');
    response.writeHead(isFine ? 200 : 503, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(isFine ? 'a 1\nb{x="y"} 2\n' : 'no\n');
  });
  const prometheus = await startPrometheus({ config: configuration(Number(new URL(exporter.url).port)) });
  return {
    prometheus,
    exporter,
    flip: (up) => (isUp = up),
    async stop() {
      await prometheus.stop();
      await exporter.close();
    },
  };
}

/** @returns the labels that the steps lead to; undefined where they drop the target */
export function endOf({ discovered, steps }: RelabelSteps): ReadonlyMap<string, string> | undefined {
  const labels = new Map(labelPairs(discovered));
  for (const { changes, dropped } of steps) {
    if (dropped) return undefined;
    for (const { name, before, after } of changes) {
      if (labels.get(name) !== before) throw new Error(`${name} was ${labels.get(name)}, not ${before}`);
      if (after === undefined) labels.delete(name);
      else labels.set(name, after);
    }
  }
  return labels;
}
