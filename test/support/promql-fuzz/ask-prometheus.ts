/** A real Prometheus that has the series, asked over connections that stay open. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { stringify } from 'yaml';
import { backFill } from '../servers/back-fill.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import { type Answer, answerOfJson, type JsonAnswer } from './answer.ts';
import { subqueryStepMs } from './ask-engine.ts';
import type { QueryTime } from './random-query.ts';

export interface RealPrometheus {
  ask(text: string, time: QueryTime): Promise<Answer>;
  /** The whole answer, with statistics. */
  askJson(text: string, time: QueryTime): Promise<JsonAnswer>;
  readonly pid: number;
  /** Ends it and starts another one on the same data; resolves when that says that it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How many requests it works on at once. */
export const connections = 4;

/** @param openMetrics with times, and `# EOF` at its end; further ones become blocks of their own @param deadlineMs of promtool, each time */
export async function startFilledPrometheus(
  openMetrics: Iterable<string> | readonly Iterable<string>[],
  { deadlineMs = 60_000 }: { readonly deadlineMs?: number } = {},
): Promise<RealPrometheus> {
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-promql-'));
  const texts: readonly Iterable<string>[] = Array.isArray(openMetrics) ? openMetrics : [openMetrics];
  const cleanUp = () => rm(dataDir, { recursive: true, force: true });
  try {
    for (const text of texts) await backFill(dataDir, text, { deadlineMs });
    const config = stringify({ global: { evaluation_interval: `${subqueryStepMs}ms` } });
    const start = () => startPrometheus({ dataDir, config, flags: ['--query.timeout=60s'] });
    let server = await start();
    let pool = new Pool(server.url, { connections });
    const end = async () => {
      await pool.destroy();
      await server.stop();
    };
    const askJson = (text: string, time: QueryTime) => post(pool, text, time);
    return {
      askJson,
      get pid() {
        return server.pid;
      },
      ask: async (text, time) => answerOfJson(await askJson(text, time)),
      async restart() {
        await end();
        server = await start();
        pool = new Pool(server.url, { connections });
      },
      async stop() {
        await end();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

const seconds = (timeMs: number) => (timeMs / 1000).toFixed(3);

async function post(pool: Pool, query: string, time: QueryTime): Promise<JsonAnswer> {
  const parameters: Record<string, string> =
    time.kind === 'instant'
      ? { time: seconds(time.timeMs) }
      : { start: seconds(time.startMs), end: seconds(time.endMs), step: `${time.stepMs}ms` };
  const response = await pool.request({
    method: 'POST',
    path: `/api/v1/${time.kind === 'instant' ? 'query' : 'query_range'}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...parameters, query, stats: 'all' }).toString(),
  });
  return (await response.body.json()) as JsonAnswer;
}
