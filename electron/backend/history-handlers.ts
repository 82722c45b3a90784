/** The contract's handlers of what is recorded on this computer. */
import { AppError } from '../../shared/base/errors.ts';
import type { ContractHandlers } from '../../shared/contract/contract.ts';
import type { ImportItem } from '../../shared/model/stored-source.ts';
import type { LabelMatcher } from '../../shared/promql/ast.ts';
import { recordContextId } from './contexts/context-id.ts';
import type { Deletion } from './history/retention/deletion-journal.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { ownDetails } from './own-details.ts';
import type { Clock } from './ports.ts';
import { ApiError } from './prometheus-api/api-error.ts';
import { parseSelectors } from './prometheus-api/selector-parameters.ts';
import { recordMarks } from './record-marks.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { Records } from './records/records.ts';
import { askSource } from './run-query.ts';
import { type AskedOf, recordAsked, recordingsAsked } from './sources-asked.ts';
import { storedSources } from './stored-sources.ts';
import { recordingOf, watchRecording } from './watch-recording.ts';

export interface HistoryHandlersDeps extends AskedOf {
  readonly history: HistoryService;
  readonly records: Records;
  readonly recorder: Pick<Recorder, 'isRecording'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Our own. */
  readonly version: string;
}

export function historyHandlers(deps: HistoryHandlersDeps): ContractHandlers['history'] {
  const { history, records, recorder, recordSources, clock, version } = deps;
  const asked = recordingsAsked(deps);
  return {
    async coverage({ context, rule, expr, ...window }, { signal }) {
      if (rule === undefined)
        return askSource(asked, context, signal, (source) => recordingOf(source).coverage(window, signal, expr));
      const { folder } = await recordAsked(context, deps);
      const [found] = await history.lookAt(folder, signal).spans(window, rule);
      return found?.spans ?? [{ ...window, state: 'notRecorded', detail: '' }];
    },
    recording: ({ context, everyMs }, { signal }) => watchRecording(asked, context, everyMs, signal),
    sources: ({ everyMs }, { signal }) => storedSources({ history, records }, everyMs, signal),
    disk: async () => ({ freeBytes: await history.freeBytes() }),
    async marks({ context, ...window }, { signal }) {
      const source = await recordAsked(context, deps);
      return recordMarks(window, { history, name: source.folder, source }, signal);
    },
    async remove({ source }) {
      // Also while its writer is closed for a moment, to be tried again.
      if (history.isRecording(source) || recorder.isRecording(source)) throw recording(source);
      await history.remove(source);
      records.forget(source);
    },
    async deleteSamples({ source, selectors, startMs, endMs }, { signal }) {
      const window = { startMs, endMs };
      const deletions = selectors.map((text) => deletionOf(text, window));
      // Tells where there is none.
      await recordSources.source(source);
      await history.delete(source, deletions, signal);
    },
    async *export({ source, selectors, ...wanted }, { signal }) {
      const parsed = selectors.map((text) => ({ text, matchers: parsedSelector(text) }));
      await recordSources.source(source);
      yield* history.transfers.export(
        { source, selectors: parsed, ...wanted, ownDetails, createdMs: clock.now(), version },
        signal,
      );
    },
    importBegin: ({ fileName, bytes }) => history.transfers.imports.begin(fileName, bytes),
    importPart: ({ id, bytes }) => history.transfers.imports.part(id, bytes),
    async *importEnd({ id }, { signal }): AsyncGenerator<ImportItem, void, undefined> {
      for await (const step of history.transfers.imports.end(id, signal)) {
        if (step.kind === 'progress') yield step;
        else yield { kind: 'done', record: recordContextId(step.source), series: step.series, samples: step.samples };
      }
    },
  };
}

function recording(source: string): AppError {
  const message = `The recording ${source} is being written now: stop recording it first.`;
  return new AppError('history.recording', message, { details: { source } });
}

/** `{__name__!=""}` is all series: then the window counts as deleted, and not only some series in it. */
function deletionOf(text: string, window: Deletion['window']): Deletion {
  const matchers = parsedSelector(text);
  const [only] = matchers;
  const isAll = matchers.length === 1 && only?.name === '__name__' && only.op === '!=' && only.value === '';
  return isAll ? { window, detail: '' } : { window, matchers, detail: '' };
}

/** @throws AppError query.invalid */
function parsedSelector(text: string): readonly LabelMatcher[] {
  try {
    return parseSelectors([text], (reason) => new ApiError('bad_data', reason))[0] ?? [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const serverMessage = error.message;
    throw new AppError('query.invalid', `The selector ${text} is not valid: ${serverMessage}`, {
      details: { serverMessage },
    });
  }
}
