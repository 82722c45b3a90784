/** One scrape of one target: asked, read, and handed to the history. */
import { AppError, CancelledError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { ContentTypeError, formatFor } from '../../../../shared/exposition/content-type.ts';
import type { Dialect, ExpositionFormat } from '../../../../shared/exposition/exposition.ts';
import type { SourceWriter } from '../../history/service/open-writer.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { ScrapeAnswer, ScrapeOutcome } from '../append/scrape-call.ts';
import type { BodyKeeper, KeptBody } from './body-keeper.ts';
import { type FetchedBody, fetchBody } from './fetch-body.ts';
import { ScrapeFailure } from './scrape-failure.ts';
import type { JobRules, TargetRun } from './target-run.ts';

export interface ScrapingDeps {
  readonly clock: Clock;
  readonly log: LogSink;
  readonly version: string;
  readonly dialect: Dialect;
  readonly bodies: BodyKeeper;
  /** @throws AppError history.*; whatever ended its worker */
  readonly writer: () => Promise<Pick<SourceWriter, 'scrape' | 'endScrapes'>>;
}

export interface ScrapeResult {
  /** Undefined where the history did not take it: then `error` says why. */
  readonly outcome: ScrapeOutcome | undefined;
  /** '' where the target is up. */
  readonly error: string;
  readonly receivedBytes: number;
}

/** @param timeMs of its samples @throws CancelledError where `signal` aborts: nothing is stored then */
export async function scrapeTarget(
  run: TargetRun,
  timeMs: number,
  deps: ScrapingDeps,
  signal: AbortSignal,
): Promise<ScrapeResult> {
  const beganMs = deps.clock.monotonic();
  const { answer, fetched } = await answerOf(run, deps, signal);
  const durationMs = deps.clock.monotonic() - beganMs;
  const receivedBytes = fetched?.receivedBytes ?? 0;
  // Before the bytes are the worker's.
  const kept = fetched && deps.bodies.take(run.key, { timeMs, fetched, isText: isText(answer) });
  const { key: _, target, name, job } = run;
  try {
    const writer = await deps.writer();
    if (signal.aborted) throw new CancelledError();
    run.lastTimeMs = timeMs;
    const { rules } = job;
    const call = { target: name, labels: target.publicLabels, rules, timeMs, durationMs };
    let outcome = await writer.scrape({ ...call, answer });
    // Others that wait for the writer have their turn in between.
    while (outcome.isUnfinished && !signal.aborted)
      outcome = await writer.scrape({ ...call, answer: { kind: 'more' } });
    if (outcome.isUnfinished) throw new CancelledError();
    kept?.judge(problemOf(outcome));
    return { outcome, error: outcome.error ?? '', receivedBytes };
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (!(error instanceof AppError)) logBug(deps, run, error);
    return { outcome: undefined, error: errorText(error), receivedBytes };
  }
}

interface Answered {
  readonly answer: ScrapeAnswer;
  readonly fetched: FetchedBody | undefined;
}

async function answerOf(run: TargetRun, deps: ScrapingDeps, signal: AbortSignal): Promise<Answered> {
  const { target, job } = run;
  let fetched: FetchedBody | undefined;
  try {
    const { url, shownUrl, timeoutMs } = target;
    const headers = headersFor(timeoutMs, job, deps);
    const way = job.route.to(target);
    fetched = await fetchBody({ way, url, shownUrl, headers, timeoutMs, mostBytes: job.mostBodyBytes }, signal);
    const { format } = formatFor(fetched.contentType, deps.dialect);
    return { answer: { kind: 'body', format, bytes: fetched.bytes }, fetched };
  } catch (error) {
    // Whatever else is called off, a tunnel that closes say, is a target that was not reached.
    if (signal.aborted) throw new CancelledError();
    const isExpected =
      error instanceof ScrapeFailure ||
      error instanceof AppError ||
      error instanceof ContentTypeError ||
      isCancellation(error);
    if (!isExpected) logBug(deps, run, error);
    return { answer: { kind: 'failed', message: errorText(error) }, fetched };
  }
}

function headersFor(
  timeoutMs: number,
  { accept }: JobRules,
  { version }: ScrapingDeps,
): Readonly<Record<string, string>> {
  return {
    accept,
    'accept-encoding': 'gzip',
    'user-agent': `Binnacle/${version}`,
    'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
  };
}

/** What cannot be read may still be looked at. */
function isText(answer: ScrapeAnswer): boolean {
  const format: ExpositionFormat | undefined = answer.kind === 'body' ? answer.format : undefined;
  return format !== 'protobuf';
}

function problemOf({ error, place }: ScrapeOutcome): KeptBody['problem'] {
  return error === undefined || place === undefined ? undefined : { message: error, ...place };
}

function logBug({ log }: ScrapingDeps, { target }: TargetRun, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.write('error', 'scrape', stack, { url: target.shownUrl });
}
