/** A process that records targets through the history's service, until what it recorded was folded; then it waits for the end of its input. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createHistoryService } from '../../electron/backend/history/service/history-service.ts';
import type { SourceWriter } from '../../electron/backend/history/service/open-writer.ts';
import { type ChangingTarget, changingTarget, type TargetOptions } from './history-exporter.ts';
import { type RecorderPlan, targetsOf } from './history-memory-plan.ts';

interface Recorded extends Pick<ChangingTarget, 'name' | 'values' | 'next'> {
  readonly series: Uint32Array;
}

/** Without its labels, which only the history knows from now on. */
async function recordedTarget(writer: SourceWriter, options: TargetOptions): Promise<Recorded> {
  const { name, labels, values, next } = changingTarget(options);
  return { name, values, next, series: Uint32Array.from(await writer.register(labels)) };
}

const [text = ''] = process.argv.slice(2);
const plan = JSON.parse(text) as RecorderPlan;
const log = { write: (_level: string, scope: string, message: string) => console.error(scope, message) };
const service = createHistoryService({
  dataDir: plan.dataDir,
  log,
  workerUrl: (name) =>
    name === 'history-writer'
      ? new URL('./history-memory-writer.ts', import.meta.url)
      : new URL('../../electron/workers/history-reader.ts', import.meta.url),
});
try {
  const origin = { kind: 'scraped', cluster: 'bench', server: '', name: 'bench', version: '' } as const;
  const writer = await service.writer(origin);
  const recorded: Recorded[] = [];
  for (const options of targetsOf(plan)) recorded.push(await recordedTarget(writer, options));
  for (let k = 0; k < plan.scrapes; k += 1) {
    const timeMs = plan.startMs + k * plan.everyMs;
    for (const { name, series, values, next } of recorded) {
      next();
      await writer.appendScrape({ target: name, timeMs, series, values });
    }
  }
  for (;;) {
    const { foldedSamples, historyBytes, headBytes } = await writer.stats();
    if (foldedSamples >= plan.foldedSamples) {
      console.log(JSON.stringify({ foldedSamples, historyBytes, headBytes }));
      break;
    }
    await pause(100);
  }
  process.stdin.resume();
  await once(process.stdin, 'end');
} finally {
  await service.close();
}
