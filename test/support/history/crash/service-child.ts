/**
 * `node service-child.ts {JSON of ChildTask}`: as direct-child.ts, but through the service and its worker, with several calls under way at once.
 * What only a writer of its own can do is left out.
 */
import { writeSync } from 'node:fs';
import { readOrigin } from '../../../../electron/backend/history/service/history-identity.ts';
import { createHistoryService } from '../../../../electron/backend/history/service/history-service.ts';
import type { SourceWriter } from '../../../../electron/backend/history/service/open-writer.ts';
import { UnknownSeriesError } from '../../../../electron/backend/history/store/append-scrape.ts';
import { slotMs, slotOf } from '../../../../electron/backend/history/store/slots.ts';
import type { ChildTask } from './child-task.ts';
import { type Operation, operationAt, type PlannedScrape } from './plan.ts';
import { recordKind, recordRule } from './records.ts';

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
const say = (line: string) => writeSync(1, `${line}\n`);
const atOnce = 6;

const noLimits = { mostAgeMs: undefined, mostBytes: undefined };

async function execute(writer: SourceWriter, operation: Operation): Promise<void> {
  switch (operation.kind) {
    case 'scrape':
      return scrape(writer, operation);
    case 'columns':
      return void (await writer.appendColumns(operation.columns));
    case 'record': {
      const { startMs, endMs, text } = operation;
      await writer.cover(recordRule, { startMs, endMs, state: 'recorded', detail: '' });
      return void (await writer.putDocument(recordKind, text, endMs));
    }
    case 'delete': {
      const { startMs, endMs, job } = operation;
      const matchers = job === undefined ? undefined : [{ name: 'job', op: '=' as const, value: job }];
      return writer.delete({ window: { startMs, endMs }, matchers, detail: 'a test' });
    }
    case 'retain': {
      // The middle of the slot: some time goes by until the worker asks its clock.
      const beginMs = (slotOf(operation.beforeMs) + 0.5) * slotMs;
      return writer.retain({ ...noLimits, mostAgeMs: Date.now() - beginMs });
    }
  }
}

/** Series that retention has forgotten since they were registered are registered once more. */
async function scrape(writer: SourceWriter, planned: PlannedScrape): Promise<void> {
  const series = await writer.register(planned.labels);
  try {
    await writer.appendScrape({ ...planned, series });
  } catch (error) {
    if (!(error instanceof UnknownSeriesError)) throw error;
    await scrape(writer, planned);
  }
}

say('up');
const origin = readOrigin(task.origin);
if (origin === undefined) throw new Error('no origin');
const history = createHistoryService({
  dataDir: task.dataDir,
  log: { write: (level, scope, message) => process.stderr.write(`${level} ${scope} ${message}\n`) },
  retention: () => noLimits,
  workerUrl: (name) => new URL(`../../../../electron/workers/${name}.ts`, import.meta.url),
});
const writer = await history.writer(origin);
say('ready');
const underWay = new Set<Promise<void>>();
for (let n = task.from; n < task.to; n += 1) {
  const operation = operationAt(task.seed, n);
  // What is left out counts as not begun: it is done by whoever comes next, or never.
  if (!['scrape', 'columns', 'delete', 'retain', 'record'].includes(operation.kind)) {
    await Promise.all(underWay);
    say(`s ${n}`);
    continue;
  }
  say(`b ${n}`);
  const done = execute(writer, operation).then(() => {
    underWay.delete(done);
    say(`a ${n}`);
  });
  underWay.add(done);
  if (underWay.size >= atOnce) await Promise.race(underWay);
}
await Promise.all(underWay);
await history.close();
say('end');
