/** The worker's side of one job of a catalog. */
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { MetricInfo } from '../../../../../shared/model/catalog.ts';
import type { TaskHandler, TaskLink } from '../../../base/worker-tasks.ts';
import { createBodyCollector, createInflater, type Inflater } from '../parse/body-collector.ts';
import { slotBytes } from '../parse/parse-protocol.ts';
import { readToldConfig } from '../raw/told-config.ts';
import { readKeptRules, readRulesBody } from '../rules/rules-session.ts';
import { readStatusBody } from '../status/status-session.ts';
import type { Masks } from '../targets/target-jobs.ts';
import { answerTargetJob, readTargetBody } from '../targets/target-session.ts';
import type { BodyMemory, FromCatalog, IndexMemory, Job, Jobs, PackedList, ToCatalog } from './catalog-protocol.ts';
import { familyAt, type MetadataMemory, openMetadata, packMetadata } from './metric-metadata.ts';
import { nearTexts } from './near-texts.ts';
import { type Refusal, readMetadata, readTexts } from './read-answers.ts';
import { type MetricNames, searchMetrics } from './search-metrics.ts';
import { searchTexts } from './search-texts.ts';
import { createSeriesCounter } from './series-counter.ts';
import { openTexts, packTexts, sortedTexts, type TextList, textAt } from './text-list.ts';

type Check = () => void;
type JobOf<Kind extends Job['job']> = Extract<Job, { job: Kind }>;

/** A body on its way. `add` says whether more is wanted. */
interface BodyReader {
  add(chunk: Uint8Array<ArrayBuffer>): Promise<boolean>;
  end(): Promise<unknown>;
  dispose(): void;
}

/** What a job may need of the one who runs it. */
interface Tools {
  readonly check: Check;
  readonly masks: Masks;
}

/** For serveWorkerTasks: one per job. @param masks of what is shown of targets and their configuration */
export function openCatalogSession(link: TaskLink<FromCatalog>, masks: Masks): TaskHandler<ToCatalog> {
  let reader: BodyReader | undefined;
  let slots = new SharedArrayBuffer(0);

  const check = () => {
    if (link.isCancelled()) throw new CancelledError();
  };
  const tools: Tools = { check, masks };

  function finish(result: unknown): void {
    reader?.dispose();
    reader = undefined;
    if (isRefusal(result)) link.send(result);
    else link.send({ kind: 'done', result });
  }

  async function handle(message: ToCatalog): Promise<void> {
    switch (message.kind) {
      case 'start':
        if (message.body === undefined) return finish(answer(message.job, tools));
        reader = openReader(message.job, message.body, tools);
        slots = message.body.slots;
        return;
      case 'chunk': {
        const chunk = new Uint8Array(slots, message.slot * slotBytes, message.length).slice();
        const isMoreWanted = await reader?.add(chunk);
        link.send({ kind: 'taken', slot: message.slot });
        if (isMoreWanted === false) finish(await reader?.end());
        return;
      }
      case 'end':
        if (reader !== undefined) finish(await reader.end());
    }
  }

  return {
    async receive(message) {
      try {
        await handle(message);
      } catch (error) {
        // A bug goes up and ends the worker; a cancelled task has nobody left to tell.
        if (error instanceof AppError) link.send({ kind: 'failure', error: error.toData() });
        else if (!(error instanceof CancelledError)) throw error;
      }
    },
    dispose() {
      reader?.dispose();
      reader = undefined;
    },
  };
}

function isRefusal(result: unknown): result is Refusal {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'refusal';
}

function openReader(job: Job, body: BodyMemory, { check, masks }: Tools): BodyReader {
  switch (job.job) {
    case 'texts':
      return wholeBody(body, (padded, length) => readList(job, padded, length, check));
    case 'metadata':
      return wholeBody(body, (padded, length) => readMetadataFor(job, padded, length, check));
    case 'series':
      return seriesBody(job, body, check);
    case 'status':
      return wholeBody(body, (padded, length) => readStatusBody(job, { padded, length }, check, masks));
    case 'rules':
      return wholeBody(body, (padded, length) => readRulesBody({ padded, length }, { check, masks }));
    case 'toldConfig':
      return wholeBody(body, (padded, length) => readToldConfig({ padded, length }));
    case 'targets':
    case 'pools':
    case 'samples':
    case 'stepsHere':
    case 'stepsSaid':
    case 'poolConfig':
      return wholeBody(body, (padded, length) => readTargetBody(job, { padded, length }, check, masks));
    default:
      throw new Error(`the job ${job.job} reads no body`);
  }
}

function wholeBody(
  { encoding, limitBytes }: BodyMemory,
  read: (padded: Uint8Array, length: number) => unknown,
): BodyReader {
  const collector = createBodyCollector(encoding, limitBytes);
  return {
    async add(chunk) {
      await collector.add(chunk);
      return true;
    },
    async end() {
      const { padded, length } = await collector.end();
      return read(padded, length);
    },
    dispose: () => collector.dispose(),
  };
}

function readList(
  { longest = Number.POSITIVE_INFINITY }: JobOf<'texts'>,
  padded: Uint8Array,
  length: number,
  check: Check,
): PackedList | Refusal {
  const texts = readTexts(padded, length, check);
  if ('kind' in texts) return texts;
  const kept = texts.filter((text) => text.length * 3 <= longest || Buffer.byteLength(text) <= longest);
  const { memory, count } = packTexts(sortedTexts(kept));
  return { list: memory, count, leftOut: texts.length - kept.length };
}

function readMetadataFor(
  { names }: JobOf<'metadata'>,
  padded: Uint8Array,
  length: number,
  check: Check,
): MetadataMemory | Refusal {
  const families = readMetadata(padded, length, check);
  return 'kind' in families ? families : packMetadata(openTexts(names), families);
}

function seriesBody({ limits, topValues }: JobOf<'series'>, { encoding }: BodyMemory, check: Check): BodyReader {
  const counter = createSeriesCounter(limits, check);
  let isMoreWanted = true;
  const keep = (piece: Uint8Array) => {
    if (isMoreWanted) isMoreWanted = counter.add(piece);
  };
  const inflater: Inflater | undefined = encoding === 'identity' ? undefined : createInflater(encoding, keep);
  return {
    async add(chunk) {
      if (inflater === undefined) keep(chunk);
      else await inflater.add(chunk);
      return isMoreWanted;
    },
    async end() {
      if (isMoreWanted) await inflater?.end();
      return counter.end(topValues);
    },
    dispose: () => inflater?.dispose(),
  };
}

function answer(job: Job, { check, masks }: Tools): unknown {
  switch (job.job) {
    case 'search':
      return searchMetrics(openIndex(job.index), job.search, check) satisfies Jobs['search']['result'];
    case 'describe':
      return describeNames(openIndex(job.index), job.names) satisfies Jobs['describe']['result'];
    case 'filter':
      return searchTexts(openTexts(job.list), job.text, job.limit, check) satisfies Jobs['filter']['result'];
    case 'near':
      return nearTexts(openTexts(job.list), job.text, job.limit, check) satisfies Jobs['near']['result'];
    case 'keptRules':
      return readKeptRules(job, { check, masks }) satisfies Jobs['keptRules']['result'] | Refusal;
    case 'targetRows':
    case 'oneTarget':
    case 'searchTargets':
    case 'keptTargets':
    case 'keptSteps':
    case 'keptPool':
      return answerTargetJob(job, check, masks);
    default:
      throw new Error(`the job ${job.job} reads a body`);
  }
}

function openIndex({ names, metadata }: IndexMemory): MetricNames {
  const list = openTexts(names);
  return { names: list, metadata: metadata === undefined ? undefined : openMetadata(metadata, list.count) };
}

function describeNames({ names, metadata }: MetricNames, wanted: readonly string[]): readonly MetricInfo[] {
  return wanted.map((name) => ({ name, ...familyAt(metadata, idOf(names, name)) }));
}

/** By halves. @returns undefined where it is not there */
function idOf(names: TextList, name: string): number | undefined {
  let low = 0;
  let high = names.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (textAt(names, middle) < name) low = middle + 1;
    else high = middle;
  }
  return low < names.count && textAt(names, low) === name ? low : undefined;
}
