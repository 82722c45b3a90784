/** What a Prometheus says of its own work. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseGoFloat } from '../../shared/format/go-float.ts';
import { plainRequest } from '../support/http.ts';
import type { RealServer } from '../support/servers/real-server.ts';

export interface PrometheusCounters {
  readonly cpuSeconds: number;
  /** Appended since its start; those of an older time are not counted. */
  readonly samples: number;
}

export async function prometheusCounters({ url }: Pick<RealServer, 'url'>): Promise<PrometheusCounters> {
  const { body } = await plainRequest(`${url}/metrics`, { timeoutMs: 30_000 });
  return {
    cpuSeconds: sumOf(body, 'process_cpu_seconds_total'),
    samples: sumOf(body, 'prometheus_tsdb_head_samples_appended_total'),
  };
}

/** It takes some seconds until it scrapes at all. @throws Error with its output after the deadline */
export async function untilScraped(
  prometheus: RealServer,
  samples: number,
  deadlineMs: number,
): Promise<PrometheusCounters> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const counters = await prometheusCounters(prometheus);
    if (counters.samples >= samples) return counters;
    if (performance.now() > endMs) {
      throw new Error(`Prometheus scraped ${counters.samples} of ${samples} samples:\n${prometheus.output()}`);
    }
    await pause(200);
  }
}

/** Of all series of the metric; 0 for none, as a counter with labels begins. */
function sumOf(body: string, metric: string): number {
  const lines = body.split('\n').filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
  return lines.reduce((sum, line) => sum + (parseGoFloat(line.slice(line.lastIndexOf(' ') + 1)) ?? Number.NaN), 0);
}
