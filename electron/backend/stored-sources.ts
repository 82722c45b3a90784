/** All that is recorded on this computer, told again when something of it changes, and every so often. */
import type { Disposable } from '../../shared/base/disposable.ts';
import type { Event } from '../../shared/base/event.ts';
import type { StoredSource } from '../../shared/model/stored-source.ts';
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
  const news = listenTo([history.onDidChange, history.onUpkeep, records.onDidChange], signal);
  try {
    while (!signal.aborted) {
      const begunMs = performance.now();
      news.forget();
      const listed = await history.list(signal);
      yield listed.map((one) => storedSource(one, history, records));
      const left = (ms: number) => Math.max(0, ms - (performance.now() - begunMs));
      await news.pause(left(leastBetweenMs));
      await news.wait(left(everyMs));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    news.dispose();
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

interface News extends Disposable {
  forget(): void;
  /** So long, whatever comes. */
  pause(ms: number): Promise<void>;
  /** So long, or until there are news since `forget`. */
  wait(ms: number): Promise<void>;
}

function listenTo(events: readonly Event<unknown>[], signal: AbortSignal): News {
  let isNew = false;
  let wake: (() => void) | undefined;
  const listening = events.map((event) =>
    event(() => {
      isNew = true;
      wake?.();
    }),
  );
  const sleep = (ms: number, onStart: (end: () => void) => void) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      onStart(end);
      if (signal.aborted) end();
    });
  return {
    forget() {
      isNew = false;
    },
    pause: (ms) => sleep(ms, () => undefined),
    async wait(ms) {
      if (isNew) return;
      await sleep(ms, (end) => (wake = end));
      wake = undefined;
    },
    dispose() {
      for (const one of listening) one.dispose();
    },
  };
}
