import { describe, expect, it } from 'vitest';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import type { ScrapeJob, TargetGroup } from '../../../electron/backend/scrape/scrape-plan.ts';
import { type JobTargetSet, JobTargets, mostLeftOut } from '../../../electron/backend/scrape/targets/job-targets.ts';
import { of, rulesOf } from '../relabel/written.ts';

type LabelMap = Readonly<Record<string, string>>;

const jobOf = (changes: Partial<ScrapeJob> = {}): ScrapeJob => ({
  ...{ name: 'pods', intervalMs: 15_000, timeoutMs: 10_000, metricsPath: '/metrics', scheme: 'http', params: [] },
  ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [], limits: noLimits },
  mostBodyBytes: 1000,
  ...changes,
});

const group = (targets: readonly LabelMap[], labels: LabelMap = {}, source = 'g'): TargetGroup => ({
  source,
  labels: of(labels),
  targets: targets.map(of),
});

function update(
  targets: JobTargets,
  groups: readonly TargetGroup[],
): { readonly set: JobTargetSet; readonly steps: number } {
  const work = targets.update(groups);
  for (let steps = 0; ; steps += 1) {
    const next = work.next();
    if (next.done === true) return { set: next.value, steps };
  }
}

const setOf = (groups: readonly TargetGroup[], job = jobOf()) => update(new JobTargets(job, '3'), groups).set;
const only = (own: LabelMap, job = jobOf()) => {
  const set = setOf([group([{ __address__: 'a:1', ...own }])], job);
  const [target] = set.active.values();
  return target?.shownUrl ?? set.failed[0]?.message ?? 'dropped';
};

const dropping = rulesOf([{ source_labels: ['keep'], regex: 'no', action: 'drop' }]).configs;

describe('the URL of a target', () => {
  it.each<[LabelMap, string]>([
    [{}, 'http://a:1/metrics'],
    [{ __scheme__: 'https', __address__: 'host' }, 'https://host/metrics'],
    [{ __metrics_path__: 'no/slash' }, 'http://a:1/no/slash'],
    [{ __metrics_path__: '/a b?c#d%20e' }, 'http://a:1/a%20b%3Fc%23d%2520e'],
    [{ __param_target: 'x&y=z', __param_a: '1' }, 'http://a:1/metrics?a=1&target=x%26y%3Dz'],
    [
      { __param_token: 'tell-nobody', __param_apiKey: 'this' },
      'http://a:1/metrics?apiKey=%3Csecret%3E&token=%3Csecret%3E',
    ],
    [{ __address__: '[::1]:9100' }, 'http://[::1]:9100/metrics'],
    [{ __address__: 'user:pw@evil:80' }, '"user:pw@evil:80" is not a valid hostname'],
    [{ __address__: 'a:1?x' }, '"a:1?x" is not a valid hostname'],
    [{ __address__: 'a:99999' }, '"a:99999" is not a valid hostname'],
    [{ __address__: 'a\\b' }, '"a\\\\b" is not a valid hostname'],
    [{ __scheme__: 'ftp' }, 'invalid scheme: "ftp"'],
    [{ __address__: '' }, 'no address'],
  ])('of %o is %s', (own, url) => {
    expect(only(own)).toBe(url);
  });

  it('has the parameters of the job, whose first values labels replace', () => {
    const job = jobOf({
      params: [
        ['module', ['a', 'b']],
        ['c', ['1']],
      ],
    });
    expect(only({ __param_module: 'z' }, job)).toBe('http://a:1/metrics?c=1&module=z&module=b');
  });

  it('keeps secret in what is shown only what it asks with', () => {
    const [target] = setOf([group([{ __address__: 'a:1', __param_token: 't' }])]).active.values();
    expect(target?.url.href).toBe('http://a:1/metrics?token=t');
  });
});

describe('the targets of a job', () => {
  it('have the interval and the time-out of their labels', () => {
    const own = { __address__: 'a:1', __scrape_interval__: '1m30s', __scrape_timeout__: '500ms' };
    const [target] = setOf([group([own])]).active.values();
    expect(target).toMatchObject({
      intervalMs: 90_000,
      timeoutMs: 500,
      publicLabels: ['instance', 'a:1', 'job', 'pods'],
    });
  });

  it('are each once, as the last that was found of them', () => {
    const set = setOf([
      group([{ __address__: 'a:1', __meta_uid: '1' }, { __address__: 'b:1' }]),
      group([{ __address__: 'a:1', __meta_uid: '2' }], {}, 'h'),
    ]);
    const found = [...set.active.values()].map(({ discovered }) => discovered.slice(0, 6));
    expect(found).toEqual([
      ['__address__', 'a:1', '__meta_uid', '2', '__metrics_path__', '/metrics'],
      ['__address__', 'b:1', '__metrics_path__', '/metrics', '__scheme__', 'http'],
    ]);
  });

  it('have a key that is the same for the same job, labels and URL, and for no other', () => {
    const keyOf = (own: LabelMap, changes: Partial<ScrapeJob> = {}) =>
      [...setOf([group([own])], jobOf(changes)).active.keys()][0];
    const key = keyOf({ __address__: 'a:1' });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(keyOf({ __address__: 'a:1', __meta_pod: 'x' })).toBe(key);
    const others = [
      keyOf({ __address__: 'a:2' }),
      keyOf({ __address__: 'a:1', zone: 'b' }),
      keyOf({ __address__: 'a:1' }, { name: 'other' }),
      keyOf({ __address__: 'a:1' }, { params: [['x', ['1', '2']]] }),
      keyOf({ __address__: 'a:1' }, { params: [['x', ['1', '3']]] }),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  it('stay the same objects where discovery finds them again, in whatever group', () => {
    const targets = new JobTargets(jobOf({ relabelConfigs: dropping }), '3');
    const many = Array.from({ length: 100 }, (_, i) => ({
      __address__: `a:${i + 1}`,
      keep: i % 2 === 0 ? 'yes' : 'no',
    }));
    const first = update(targets, [group(many)]).set;
    const second = update(targets, [group([...many.slice(10), { __address__: 'new:1' }])]).set;
    expect([first.active.size, first.droppedCount, second.active.size, second.droppedCount]).toEqual([50, 50, 46, 45]);
    for (const [key, target] of second.active) if (first.active.has(key)) expect(target).toBe(first.active.get(key));
    expect(second.dropped.every((one) => first.dropped.includes(one))).toBe(true);
    const regrouped = update(targets, [group(many, { zone: 'b' })]).set;
    expect([...regrouped.active.keys()].some((key) => first.active.has(key))).toBe(false);
  });

  it('that are dropped are kept up to a bound, counted beyond it, and shown where there is room again', () => {
    const targets = new JobTargets(jobOf({ relabelConfigs: dropping }), '3');
    const many = Array.from({ length: mostLeftOut + 10 }, (_, i) => ({ __address__: `a:${i + 1}`, keep: 'no' }));
    const { set, steps } = update(targets, [group(many)]);
    expect([set.dropped.length, set.droppedCount, steps]).toEqual([mostLeftOut, mostLeftOut + 10, mostLeftOut + 10]);
    const fewer = update(targets, [group(many.slice(20))]).set;
    expect([fewer.dropped.length, fewer.droppedCount]).toEqual([mostLeftOut - 10, mostLeftOut - 10]);
    expect(fewer.dropped.at(-1)?.discovered.slice(0, 2)).toEqual(['__address__', `a:${mostLeftOut + 10}`]);
  });
});
