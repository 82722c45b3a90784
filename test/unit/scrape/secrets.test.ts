import { describe, expect, it } from 'vitest';
import { createComputerPlan } from '../../../electron/backend/scrape/computer/computer-plan.ts';
import { exporterUrl } from '../../../electron/backend/scrape/computer/exporter-url.ts';
import { createExporters } from '../../../electron/backend/scrape/computer/exporters.ts';
import { InProcessDispatcher } from '../../../electron/backend/scrape/in-process-answers.ts';
import { type JobTargetSet, JobTargets } from '../../../electron/backend/scrape/targets/job-targets.ts';
import { searchDiscovered } from '../../../electron/backend/scrape/targets/search-discovered.ts';
import { shownSteps } from '../../../electron/backend/scrape/targets/shown-steps.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { Exporter, ExporterId } from '../../../shared/model/exporter.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import { of, rulesOf } from '../relabel/written.ts';

const secret = 'hunter2';
const typed = `http://127.0.0.1:1/metrics?module=if_mib&token=${secret}`;
const shown = 'http://127.0.0.1:1/metrics?module=if_mib&token=<secret>';

const answering = new InProcessDispatcher(async () => ({ contentType: 'text/plain', text: 'a 1\nwrong\n' }));
const openHttp = () => ({
  ...{ requester: answering, urgent: answering, lasting: answering, onBroken: new Emitter<void>().event },
  close: async () => undefined,
});

function plannedFor(exporters: readonly Exporter[]) {
  const { jobs } = createComputerPlan({ machine: answering, binnacle: answering, openHttp }, exporters).plan();
  const planned = jobs.find(({ job }) => job.name === 'exporters');
  if (planned === undefined) throw new Error('there is no such job');
  return planned;
}

async function thrownBy(run: () => unknown): Promise<AppError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

function targetsOf(job: ConstructorParameters<typeof JobTargets>[0], groups: Parameters<JobTargets['update']>[0]) {
  const targets = new JobTargets(job, '3');
  const work = targets.update(groups);
  let set: JobTargetSet | undefined;
  for (let next = work.next(); set === undefined; next = work.next()) if (next.done === true) set = next.value;
  return { targets, set };
}

function found(set: JobTargetSet, text: string) {
  const search = searchDiscovered([{ name: 'job', set }], { text, offset: 0, limit: 9 });
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

describe('a secret in the parameters of an exporter', () => {
  it.each([
    [`ftp://a/?token=${secret}`, 'ftp://a/?token=<secret>'],
    [`http://a b/?x=1&api%5Fkey=${secret}&y=2`, 'http://a b/?x=1&api%5Fkey=<secret>&y=2'],
    [`http://me:pw@a/?token=${secret}#x`, 'http://a/?token=<secret>#x'],
    [`http://a/?token=${secret}&token=${secret}`, 'http://a/?token=<secret>&token=<secret>'],
  ])('is in no message about what was typed: %s', async (address, url) => {
    const error = await thrownBy(() => exporterUrl(address));
    expect([error.message.includes(url), error.details.url]).toEqual([true, url]);
    expect(JSON.stringify([error.message, error.toData()])).not.toContain(secret);
  });

  it('is refused, as settings would keep it, in no message that has it', async () => {
    const exporters = createExporters({ change: () => undefined }, openHttp);
    const error = await thrownBy(() => exporters.test(typed, new AbortController().signal));
    expect(error).toMatchObject({ code: 'exporter.badUrl', details: { url: shown } });
    expect(JSON.stringify([error.message, error.toData()])).not.toContain(secret);
  });

  it('is sent, and not shown or found among what was discovered', () => {
    const planned = plannedFor([{ id: 'x' as ExporterId, name: '', url: typed }]);
    const { targets, set } = targetsOf(planned.job, planned.discovery.groups());
    const [target] = set.active.values();
    expect(target?.url.searchParams.get('token')).toBe(secret);
    expect(labelValue(target?.discovered ?? [], '__param_token')).toBe('<secret>');
    expect([found(set, secret).count, found(set, 'if_mib').count]).toEqual([0, 1]);
    const all = [found(set, ''), shownSteps(targets.rules, target?.discovered ?? []), target?.shownUrl];
    expect(JSON.stringify(all)).not.toContain(secret);
  });

  it('is not shown as the annotation that it came from, nor where a rule put it', () => {
    const rules = rulesOf([
      { action: 'labelmap', regex: '__meta_kubernetes_pod_annotation_io_(param_.+)', replacement: '__$1' },
    ]);
    const job = { ...plannedFor([]).job, relabelConfigs: rules.configs };
    const labels = (address: string) =>
      of({ __address__: address, __meta_kubernetes_pod_annotation_io_param_token: secret });
    const { targets, set } = targetsOf(job, [{ source: 'pods', labels: [], targets: [labels('a:1'), labels('')] }]);
    expect([set.active.size, set.failedCount, found(set, secret).count]).toEqual([1, 1, 0]);
    const [target] = set.active.values();
    expect(target?.url.search).toBe(`?token=${secret}`);
    const steps = shownSteps(targets.rules, target?.discovered ?? []);
    expect(steps.steps.map(({ changes }) => changes)).toEqual([
      [{ name: '__param_token', before: undefined, after: '<secret>' }],
    ]);
    expect(JSON.stringify([found(set, ''), steps])).not.toContain(secret);
  });
});
