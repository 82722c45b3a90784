/** All that is recorded on this computer, told again when something of it changes, and every so often. */
import type { StoredSource } from '../../shared/model/stored-source.ts';
import { Waker } from './base/waker.ts';
import { recordContextId } from './contexts/context-id.ts';
import type { HistoryService, ListedSource } from './history/service/history-service.ts';
import type { Records } from './records/records.ts';

export interface StoredSourcesDeps {
  readonly history: Pick<HistoryService, 'list' | 'isRecording' | 'onDidChange' | 'onUpkeep'>;
  readonly records: Pick<Records, 'contextsOf' | 'onDidChange'>;
}

/** However much changes: each look asks every source. */
const leastBetweenMs = 500;

/** The whole list, by name, until the signal aborts. @throws CancelledError; AppError history.closed */
export async function* storedSources(
  { history, records }: StoredSourcesDeps,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredSource[], void, undefined> {
  const news = new Waker();
  const rest = new Waker();
  const wake = () => news.wake();
  const listening = [history.onDidChange(wake), history.onUpkeep(wake), records.onDidChange(wake)];
  try {
    while (!signal.aborted) {
      const begunMs = performance.now();
      news.forget();
      const listed = await history.list(signal);
      yield listed.map((one) => storedSource(one, history, records));
      const left = (ms: number) => Math.max(0, ms - (performance.now() - begunMs));
      await rest.wait(left(leastBetweenMs), signal);
      await news.wait(left(everyMs), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const one of listening) one.dispose();
  }
}

function storedSource(
  listed: ListedSource,
  history: Pick<HistoryService, 'isRecording'>,
  records: Pick<Records, 'contextsOf'>,
): StoredSource {
  const { source } = listed;
  const known = {
    source,
    record: recordContextId(source),
    contexts: records.contextsOf(source),
  };
  if (listed.kind === 'unreadable') {
    return {
      ...{ ...known, kind: kindOf(source), name: source, version: '', series: 0, bytes: 0 },
      ...{ firstMs: undefined, lastMs: undefined, isWritten: history.isRecording(source), problem: listed.problem },
    };
  }
  const { origin, series, bytes, firstMs, lastMs, isWritten, upkeep } = listed;
  const { name = '', version = '' } = origin ?? {};
  return {
    ...{ ...known, kind: origin?.kind ?? kindOf(source), name: name === '' ? source : name, version },
    ...{ series, bytes, firstMs, lastMs },
    isWritten: isWritten || history.isRecording(source),
    problem: upkeep.troubles[0]?.error,
  };
}

/** By the name of its folder: what no identity gave a name to was brought by a file. */
function kindOf(source: string): StoredSource['kind'] {
  if (source.startsWith('prometheus-')) return 'prometheus';
  return source.startsWith('scraped-') ? 'scraped' : 'imported';
}
