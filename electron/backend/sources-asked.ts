/** Whom a context's questions go to: the record that it names, or what it is connected to. */
import { AppError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Connections } from './connections/connections.ts';
import { sourceOfRecord } from './contexts/context-id.ts';
import type { RecordSources } from './record-sources.ts';
import type { Records } from './records/records.ts';
import type { SourceAsked } from './run-query.ts';
import { recordingOf } from './watch-recording.ts';

export interface AskedOf {
  readonly connections: Pick<Connections, 'source' | 'state'>;
  readonly recordSources: RecordSources;
  readonly records: Pick<Records, 'sourceOf'>;
}

export function sourcesAsked({ connections, recordSources }: Omit<AskedOf, 'records'>): SourceAsked {
  return {
    state: (id) => connections.state(id),
    source(id) {
      const name = sourceOfRecord(id);
      return name === undefined ? connections.source(id) : recordSources.source(name);
    },
  };
}

/**
 * The name of the record that a context is asked for: itself, or that of what it is connected to.
 * @throws AppError connection.notConnected; history.notKept where nothing of it is recorded
 */
export function recordAsked(id: ContextId, { connections, records }: Omit<AskedOf, 'recordSources'>): string {
  const named = sourceOfRecord(id);
  if (named !== undefined) return named;
  recordingOf(connections.source(id));
  const source = records.sourceOf(id);
  if (source !== undefined) return source;
  throw new AppError('history.notKept', 'Nothing of this source is recorded on this computer.');
}
