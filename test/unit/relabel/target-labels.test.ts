import { describe, expect, it } from 'vitest';
import { prometheus2, prometheus3, type RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { publicLabels, type TargetDefaults, targetLabels } from '../../../shared/relabel/target-labels.ts';
import { of, rulesOf } from './written.ts';

const defaults: TargetDefaults = {
  jobName: 'pods',
  scrapeIntervalMs: 60_000,
  scrapeTimeoutMs: 10_000,
  metricsPath: '/metrics',
  scheme: 'http',
  params: [
    ['module', ['http_2xx', 'other']],
    ['none', []],
  ],
};

const standard = {
  __address__: 'node:9100',
  __metrics_path__: '/metrics',
  __param_module: 'http_2xx',
  __scheme__: 'http',
  __scrape_interval__: '1m',
  __scrape_timeout__: '10s',
  job: 'pods',
};

type LabelMap = Readonly<Record<string, string>>;

const target = (own: LabelMap, rules: unknown = [], dialect: RelabelDialect = prometheus3, group: LabelMap = {}) =>
  targetLabels(defaults, rulesOf(rules, dialect), of(own), of(group));

/** @returns why a target fails, or its kind */
function outcome(own: LabelMap, dialect: RelabelDialect = prometheus3): string {
  const result = target({ __address__: 'node:9100', ...own }, [], dialect);
  return result.kind === 'failed' ? result.message : result.kind;
}

describe('the labels of a target', () => {
  it('are what was discovered, the defaults, and the instance', () => {
    const own = { __address__: 'node:9100', __meta_zone: 'a', zone: 'b' };
    expect(target(own)).toEqual({
      kind: 'target',
      discovered: of({ ...standard, __meta_zone: 'a', zone: 'b' }),
      labels: of({ ...standard, zone: 'b', instance: 'node:9100' }),
    });
    expect(publicLabels(of({ ...standard, zone: 'b', instance: 'i' }))).toEqual(
      of({ job: 'pods', zone: 'b', instance: 'i' }),
    );
  });

  it('go by the target, then its group, then the scrape_config', () => {
    const result = target({ __address__: 'a:1', job: 'own', zone: '' }, [], prometheus3, {
      __address__: 'b:1',
      job: 'group',
      zone: 'group',
      __scheme__: 'https',
      __param_module: 'tcp',
    });
    expect(result).toMatchObject({
      discovered: of({ ...standard, __address__: 'a:1', job: 'own', __scheme__: 'https', __param_module: 'tcp' }),
    });
    // An empty label is none, so that the default comes in.
    expect(target({ __address__: 'a:1', job: '' })).toMatchObject({
      discovered: of({ ...standard, __address__: 'a:1' }),
    });
  });

  it('have a parameter of the scrape_config before that of discovery in 2.42', () => {
    const own = { __address__: 'node:9100', __param_module: 'tcp' };
    expect(target(own, [], prometheus2)).toMatchObject({ discovered: of(standard) });
    expect(target(own, [], prometheus3)).toMatchObject({ discovered: of({ ...standard, __param_module: 'tcp' }) });
  });

  it('are relabelled before they are completed', () => {
    const rules = [
      { source_labels: ['__meta_ip'], target_label: '__address__', replacement: '$1:80' },
      { source_labels: ['__meta_ip'], target_label: '__meta_more' },
      { action: 'labeldrop', regex: 'job' },
      { source_labels: ['__meta_ip'], target_label: '__tmp' },
    ];
    const { __param_module, job, ...rest } = standard;
    expect(target({ __meta_ip: '10.0.0.1' }, rules)).toMatchObject({
      kind: 'target',
      labels: of({ ...rest, __param_module, __address__: '10.0.0.1:80', __tmp: '10.0.0.1', instance: '10.0.0.1:80' }),
    });
    const instance = [{ target_label: 'instance', replacement: 'mine' }];
    expect(target({ __address__: 'node:9100' }, instance)).toMatchObject({
      labels: of({ ...standard, instance: 'mine' }),
    });
  });

  it('are said where a rule drops the target', () => {
    const rules = [{ target_label: 'a', replacement: 'b' }, { action: 'drop' }];
    expect(target({ __address__: 'node:9100' }, rules)).toEqual({ kind: 'dropped', discovered: of(standard) });
  });

  it('get the port of their scheme in 2.x only', () => {
    const address = (__address__: string, dialect: RelabelDialect, scheme = '') => {
      const result = target({ __address__, ...(scheme === '' ? {} : { __scheme__: scheme }) }, [], dialect);
      return result.kind === 'target'
        ? [result.labels[1], result.labels.at(result.labels.indexOf('instance') + 1)]
        : result;
    };
    const same = (text: string) => [text, text];
    expect(address('node', prometheus2)).toEqual(same('node:80'));
    expect(address('node', prometheus2, 'https')).toEqual(same('node:443'));
    expect(address('[::1]', prometheus2)).toEqual(same('[::1]:80'));
    expect(address('node', prometheus2, 'ftp')).toMatchObject({ message: 'invalid scheme: "ftp"' });
    for (const whole of [
      'node:9100',
      'node:',
      ':80',
      '[::1]:80',
      '::1',
      'a:b:c',
      '[node',
      '[a]b',
      '[a]:[b',
      '[a[b]',
      '[a]b:1',
    ]) {
      expect(address(whole, prometheus2), whole).toEqual(same(whole));
    }
    for (const whole of ['node', '[::1]', 'node:80']) expect(address(whole, prometheus3), whole).toEqual(same(whole));
    expect(address('node', prometheus3, 'ftp')).toEqual(same('node'));
  });

  it('say why there can be no target', () => {
    expect(target({})).toMatchObject({ kind: 'failed', message: 'no address' });
    expect(outcome({ __address__: 'node/metrics' })).toBe('"node/metrics" is not a valid hostname');
    expect(outcome({ __address__: 'node/metrics' }, prometheus2)).toBe('"node/metrics:80" is not a valid hostname');
    expect(outcome({ __scrape_interval__: 'often' })).toBe(
      'error parsing scrape interval: not a valid duration string: "often"',
    );
    expect(outcome({ __scrape_interval__: ' 1m' })).toBe(
      'error parsing scrape interval: not a valid duration string: " 1m"',
    );
    expect(outcome({ __scrape_interval__: '300y' })).toBe('error parsing scrape interval: duration out of range');
    expect(outcome({ __scrape_interval__: '0' })).toBe('scrape interval cannot be 0');
    expect(outcome({ __scrape_timeout__: '1' })).toBe('error parsing scrape timeout: not a valid duration string: "1"');
    expect(outcome({ __scrape_timeout__: '0s' })).toBe('scrape timeout cannot be 0');
    expect(outcome({ __scrape_timeout__: '2m' })).toBe(
      'scrape timeout cannot be greater than scrape interval ("2m" > "1m")',
    );
    expect(outcome({ __scrape_timeout__: '1m' })).toBe('target');
    expect(outcome({ zone: 'a\ud800' })).toMatch(/^invalid label value for "zone": /);
    const noInterval = [{ action: 'labeldrop', regex: '__scrape_interval__' }];
    expect(target({ __address__: 'a:1' }, noInterval)).toMatchObject({
      message: 'error parsing scrape interval: empty duration string',
    });
    const endless = Array.from({ length: 40 }, () => ({
      source_labels: ['job'],
      target_label: 'job',
      replacement: '$1$1',
    }));
    expect(target({ __address__: 'a:1' }, endless)).toMatchObject({ kind: 'failed', message: /longer than 1,048,576/ });
  });

  it('have times as Prometheus writes them', () => {
    const written = (ms: number) => {
      const result = targetLabels({ ...defaults, scrapeIntervalMs: ms }, rulesOf([]), of({ __address__: 'a:1' }));
      return result.discovered[result.discovered.indexOf('__scrape_interval__') + 1];
    };
    const hour = 3_600_000;
    const texts = [
      15_000,
      90_000,
      26 * hour,
      24 * hour,
      7 * 24 * hour,
      8 * 24 * hour,
      365 * 24 * hour,
      7 * 24 * hour + 1,
    ].map(written);
    expect(texts).toEqual(['15s', '1m30s', '1d2h', '1d', '1w', '8d', '1y', '7d1ms']);
  });
});
