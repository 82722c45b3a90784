/** What has to be true in the soak after each fault, and at its end. Each check says what is wrong, in words; nothing where all is well. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import { untilState } from '../contract-client.ts';
import { type Samples, samplesOf } from './soak-queries.ts';
import type { SoakContexts, SoakWorld } from './soak-world.ts';

const recoverMs = 120_000;
const settleMs = 180_000;

/** The newest that the recorder says of a context, where `wanted` holds. @throws Error where that does not come */
export async function untilReport(
  client: ContractClient,
  context: ContextId,
  wanted: (report: RecorderReport) => boolean,
  deadlineMs: number,
): Promise<RecorderReport> {
  let last: RecorderReport | undefined;
  const signal = AbortSignal.timeout(deadlineMs);
  // The stream ends where the connection does, which may be made anew.
  for (; !signal.aborted; await sleep(500)) {
    try {
      for await (const report of client.recorder.watch({ context }, { signal })) {
        last = report;
        if (wanted(report)) return report;
      }
    } catch {
      // Not connected at the moment, or the deadline.
    }
  }
  throw new Error(`the recorder says ${JSON.stringify(last)}`);
}

/** Everything is connected, and is recorded. */
export async function recovered({ client, contexts }: SoakWorld): Promise<readonly string[]> {
  const problems: string[] = [];
  const wrong = (name: string) => (error: unknown) => {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  };
  await Promise.all([
    ...Object.entries(contexts).map(([name, context]) =>
      untilState(client, context, ({ kind }) => kind === 'connected', recoverMs).catch(wrong(name)),
    ),
    untilReport(client, contexts.harbor, ({ state }) => state.kind === 'recording', recoverMs).catch(wrong('harbor')),
  ]);
  return problems;
}

export interface RecordTimes {
  /** When the recording began. */
  readonly sinceMs: number;
}

const compared = ['up', 'node_load1', 'node_cpu_seconds_total', 'prometheus_tsdb_head_samples_appended_total'];
/** The newest samples may not be read yet. */
const lagMs = 90_000;

/** The record of harbor has every sample that its Prometheus has, and no other. */
export async function nothingMissing(
  client: ContractClient,
  { harbor }: SoakContexts,
  { sinceMs }: RecordTimes,
): Promise<readonly string[]> {
  const { record, backfill } = await untilReport(
    client,
    harbor,
    (report) => report.backfill.kind === 'done' || report.backfill.kind === 'none',
    settleMs,
  );
  const window = { startMs: sinceMs, endMs: Date.now() - lagMs };
  const problems: string[] = [];
  for (const selector of compared) {
    const [there, here] = [
      await samplesOf(client, harbor, selector, window),
      await samplesOf(client, record, selector, window),
    ];
    problems.push(...differences(selector, there, here));
  }
  return problems.length === 0 ? problems : [...problems, `back-fill: ${JSON.stringify(backfill)}`];
}

function differences(selector: string, there: Samples, here: Samples): readonly string[] {
  const problems: string[] = [];
  let [samples, missing, foreign] = [0, 0, 0];
  let example = '';
  for (const [labels, texts] of there) {
    const mine = here.get(labels) ?? new Set();
    for (const text of texts) {
      samples += 1;
      if (mine.has(text)) continue;
      missing += 1;
      example ||= `${labels} ${text}`;
    }
  }
  for (const [labels, texts] of here) {
    const theirs = there.get(labels) ?? new Set();
    for (const text of texts) {
      if (theirs.has(text)) continue;
      foreign += 1;
      example ||= `${labels} ${text}`;
    }
  }
  if (samples === 0) problems.push(`${selector}: there is nothing to compare`);
  if (missing + foreign > 0)
    problems.push(`${selector}: ${missing} of ${samples} samples are missing, ${foreign} are made up: ${example}`);
  return problems;
}

/** What was answered once of what is scraped from here is answered again. */
export function stillThere(before: Samples, after: Samples): readonly string[] {
  let [samples, lost] = [0, 0];
  let example = '';
  for (const [labels, texts] of before) {
    for (const text of texts) {
      samples += 1;
      if (after.get(labels)?.has(text) === true) continue;
      lost += 1;
      example ||= `${labels} ${text}`;
    }
  }
  return lost === 0 ? [] : [`${lost} of ${samples} samples that were there are lost: ${example}`];
}
