import { describe, expect, it } from 'vitest';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import type { ScrapeJob } from '../../../electron/backend/scrape/scrape-plan.ts';
import { type JobTargetSet, JobTargets } from '../../../electron/backend/scrape/targets/job-targets.ts';
import { jobYaml, ruleYaml } from '../../../electron/backend/scrape/targets/job-yaml.ts';
import { searchDiscovered } from '../../../electron/backend/scrape/targets/search-discovered.ts';
import { droppingRule, shownSteps } from '../../../electron/backend/scrape/targets/shown-steps.ts';
import { of, rulesOf } from '../relabel/written.ts';

const rules = rulesOf([
  { source_labels: ['phase'], regex: 'Pending', action: 'drop' },
  { regex: '__meta_(.+)', action: 'labelmap' },
  {
    source_labels: ['__address__', 'port'],
    separator: ':',
    regex: '(.+):(\\d+)',
    target_label: '__address__',
    replacement: '$1:$2',
  },
  { source_labels: ['pod'], modulus: 4, target_label: 'shard', action: 'hashmod' },
]);

const job: ScrapeJob = {
  ...{ name: 'Pods', intervalMs: 90_000, timeoutMs: 10_000, metricsPath: '/metrics', scheme: 'https' },
  params: [
    ['module', ['a', 'b']],
    ['token', ['tell-nobody']],
  ],
  ...{ honorLabels: true, honorTimestamps: false, relabelConfigs: rules.configs, metricRelabelConfigs: [] },
  limits: { ...noLimits, samples: 5000 },
  mostBodyBytes: 64 * 2 ** 20,
};

describe('a job as YAML', () => {
  it('is as Prometheus has it, without what is as by default, and without secrets', () => {
    expect(jobYaml(job)).toBe(`job_name: Pods
honor_labels: true
honor_timestamps: false
params:
  module:
    - a
    - b
  token:
    - <secret>
scrape_interval: 1m30s
scrape_timeout: 10s
metrics_path: /metrics
scheme: https
body_size_limit: 64MiB
sample_limit: 5000
relabel_configs:
  - source_labels:
      - phase
    regex: Pending
    action: drop
  - regex: __meta_(.+)
    action: labelmap
  - source_labels:
      - __address__
      - port
    separator: ":"
    regex: (.+):(\\d+)
    target_label: __address__
    replacement: $1:$2
  - source_labels:
      - pod
    modulus: 4
    target_label: shard
    action: hashmod
`);
  });

  it('has a rule that says nothing', () => {
    const [config] = rulesOf([{ target_label: 'x', replacement: '' }]).configs;
    expect(config && ruleYaml(config)).toBe('target_label: x\nreplacement: ""');
  });
});

describe('the steps of relabelling', () => {
  it('are shown rule by rule', () => {
    const { steps, from } = shownSteps(rules, of({ __address__: 'a', __meta_pod: 'p', port: '80' }));
    expect(from).toBe('here');
    expect(steps.map(({ changes, dropped }) => [dropped, changes])).toEqual([
      [false, []],
      [false, [{ name: 'pod', before: undefined, after: 'p' }]],
      [false, [{ name: '__address__', before: 'a', after: 'a:80' }]],
      [false, [{ name: 'shard', before: undefined, after: expect.stringMatching(/^[0-3]$/) }]],
    ]);
    expect(steps[0]?.rule).toBe('source_labels:\n  - phase\nregex: Pending\naction: drop');
  });

  it('end with the rule that dropped it', () => {
    expect(shownSteps(rules, of({ phase: 'Pending' })).steps.map(({ dropped }) => dropped)).toEqual([true]);
    expect(droppingRule(rules, of({ phase: 'Pending' }))).toEqual({
      ...{ n: 1, action: 'drop', sourceLabels: ['phase'], value: 'Pending' },
    });
    expect(droppingRule(rules, of({ phase: 'Running' }))).toBeUndefined();
  });
});

describe('what was discovered', () => {
  const targets = [
    { __address__: 'a:1', __meta_pod: 'web-0' },
    { __address__: 'b:1', __meta_pod: 'web-1', phase: 'Pending' },
    { __address__: 'c:1', __meta_pod: 'db-0' },
    { __address__: '', __meta_pod: 'web-2' },
  ];
  const work = new JobTargets(job, '3').update([{ source: 'g', labels: [], targets: targets.map(of) }]);
  let set: JobTargetSet | undefined;
  for (let next = work.next(); set === undefined; next = work.next()) if (next.done === true) set = next.value;
  const jobs = [
    { name: 'Pods', set },
    { name: 'other', set },
  ];

  function find(query: Partial<Parameters<typeof searchDiscovered>[1]>) {
    const search = searchDiscovered(jobs, { text: '', offset: 0, limit: 100, ...query });
    for (;;) {
      const next = search.next();
      if (next.done !== true) continue;
      const found = next.value.targets.map(
        ({ pool, state, discovered }) => `${pool} ${state} ${discovered[discovered.indexOf('__meta_pod') + 1]}`,
      );
      return [next.value.count, ...found];
    }
  }

  it('is found by pool, by state, and by text in any case, in labels before and after relabelling', () => {
    expect(find({ pool: 'Pods' })).toEqual([
      4,
      'Pods active web-0',
      'Pods active db-0',
      'Pods failed web-2',
      'Pods dropped web-1',
    ]);
    expect(find({ state: 'dropped' })).toEqual([2, 'Pods dropped web-1', 'other dropped web-1']);
    expect(find({ text: 'POD="DB' })).toEqual([2, 'Pods active db-0', 'other active db-0']);
    expect(find({ text: 'pods', state: 'failed' })).toEqual([2, 'Pods failed web-2', 'other failed web-2']);
    expect(find({ text: 'shard=' })[0]).toBe(4);
    expect(find({ text: 'nowhere' })).toEqual([0]);
  });

  it('comes by the page', () => {
    expect(find({ offset: 3, limit: 2 })).toEqual([8, 'Pods dropped web-1', 'other active web-0']);
  });
});
