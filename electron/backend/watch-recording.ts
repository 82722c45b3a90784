/** How the recording of the source that a context has now is going, again and again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecordingFacts } from '../../shared/model/recording.ts';
import { askSource, type SourceAsked } from './run-query.ts';
import type { Source, SourceRecording } from './sources/source.ts';

/** Until the signal aborts. @throws AppError connection.notConnected, history.* */
export async function* watchRecording(
  connections: SourceAsked,
  context: ContextId,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<RecordingFacts, void, undefined> {
  while (!signal.aborted) {
    yield await askSource(connections, context, signal, (source) => recordingOf(source).facts(signal));
    // Rejects only where the signal aborts, and then it is over.
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws AppError history.notKept */
export function recordingOf(source: Source): SourceRecording {
  if (source.recording !== undefined) return source.recording;
  throw notKept();
}

export function notKept(): AppError {
  return new AppError('history.notKept', 'Nothing of this source is recorded on this computer.');
}
