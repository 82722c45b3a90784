import { describe, expect, it } from 'vitest';
import { clusterJobs } from '../../../electron/backend/scrape/cluster/cluster-jobs.ts';
import { createComputerPlan } from '../../../electron/backend/scrape/computer/computer-plan.ts';
import { createInProcessExporter } from '../../../electron/backend/scrape/computer/in-process-exporter.ts';
import type { ScrapeJob } from '../../../electron/backend/scrape/scrape-plan.ts';

const exporter = createInProcessExporter(async () => []);
const computer = createComputerPlan({ machine: exporter, binnacle: exporter, openHttp: () => neverOpened() }, []);

function neverOpened(): never {
  throw new Error('nothing is asked here');
}

describe('each job', () => {
  const jobs = [...clusterJobs, ...computer.plan().jobs].map(({ job }): [string, ScrapeJob] => [job.name, job]);

  it.each(jobs)('%s takes no more of a target than leaves time for the others', (_, { limits, mostBodyBytes }) => {
    expect(limits.samples).toBeGreaterThan(0);
    expect(limits.samples).toBeLessThanOrEqual(500_000);
    expect(mostBodyBytes).toBeLessThanOrEqual(64 * 2 ** 20);
  });
});
