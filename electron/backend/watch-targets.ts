/** The targets of the source that a context has now, reading after reading, in pieces that no window stalls on. */
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Target, TargetsItem } from '../../shared/model/target.ts';
import { Waker } from './base/waker.ts';
import { askSource, type SourceAsked } from './run-query.ts';
import type { Source, SourceTargets, TargetsReading } from './sources/source.ts';

const partSize = 500;

/** Of texts in a part: a frame of the contract has a MiB. */
const partCharacters = 200_000;

/** What is longer is of no use in a row; the label of a hostile one may have megabytes. */
const mostCharacters = 4096;

/** However often there is news, or something is asked for by hand. */
const leastBetweenMs = 250;
/** And so many times what the last one took: where there is always news of thousands of targets, they are not read all the time. */
const restFactor = 4;

/**
 * Yields a reading whole, and the next one so much later, or when the source has news, until the signal aborts. One that fails is told, and the
 * next is tried. @throws AppError connection.notConnected, targets.notKept
 */
export async function* watchTargets(
  connections: SourceAsked,
  context: ContextId,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<TargetsItem, void, undefined> {
  while (!signal.aborted) {
    const news = new Waker();
    const rest = new Waker();
    const { onDidChange } = targetsOf(await connections.source(context));
    // From now on, so that nothing is missed while a reading goes on.
    const listening = onDidChange?.(() => news.wake());
    try {
      const begunMs = performance.now();
      yield* itemsOf(await readOrFail(connections, context, signal));
      const tookMs = performance.now() - begunMs;
      const restMs = Math.max(leastBetweenMs, everyMs - tookMs);
      const leastMs = Math.min(restMs, Math.max(leastBetweenMs, restFactor * tookMs));
      await rest.wait(leastMs, signal);
      await news.wait(restMs - leastMs, signal);
    } catch (error) {
      if (signal.aborted && isCancellation(error)) return;
      throw error;
    } finally {
      listening?.dispose();
    }
  }
}

/** @throws AppError targets.notKept */
export function targetsOf(source: Source): SourceTargets {
  if (source.targets !== undefined) return source.targets;
  throw new AppError('targets.notKept', 'Of this source only samples are kept, no targets.');
}

async function readOrFail(
  connections: SourceAsked,
  context: ContextId,
  signal: AbortSignal,
): Promise<TargetsReading | AppError> {
  try {
    return await askSource(connections, context, signal, (source) => targetsOf(source).read(signal));
  } catch (error) {
    if (error instanceof AppError && error.code !== 'connection.notConnected') return error;
    throw error;
  }
}

function* itemsOf(read: TargetsReading | AppError): Generator<TargetsItem> {
  if (read instanceof AppError) return yield { kind: 'failed', error: read.toData() };
  const { readAtMs, pools, targets, problems = [] } = read;
  yield { kind: 'begin', readAtMs, pools, count: targets.length, problems };
  let part: Target[] = [];
  let characters = 0;
  for (const target of targets) {
    const shown = shortened(target);
    const more = charactersOf(shown);
    if (part.length === partSize || (part.length > 0 && characters + more > partCharacters)) {
      yield { kind: 'part', targets: part };
      part = [];
      characters = 0;
    }
    part.push(shown);
    characters += more;
  }
  if (part.length > 0) yield { kind: 'part', targets: part };
  yield { kind: 'end' };
}

function charactersOf({ key, url, error, labels }: Target): number {
  return labels.reduce((sum, text) => sum + text.length, key.length + url.length + error.length);
}

/** The key says which target is meant, and stays whole. */
function shortened(target: Target): Target {
  if (charactersOf(target) <= mostCharacters) return target;
  const { url, error, labels } = target;
  return { ...target, url: cut(url), error: cut(error), labels: labels.slice(0, 2 * mostLabels).map(cut) };
}

const mostLabels = 128;

function cut(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
}
