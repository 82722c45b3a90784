/** Whom a context's questions go to: the record that it names, or what it is connected to. */
import { AppError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Connections } from './connections/connections.ts';
import { sourceOfRecord } from './contexts/context-id.ts';
import type { RecordSources } from './record-sources.ts';
import type { Records } from './records/records.ts';
import type { SourceAsked } from './run-query.ts';
import type { Source } from './sources/source.ts';
import { notKept } from './watch-recording.ts';

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

/** The same, where what is recorded of a source is asked for: of a connection that does not know of it itself, its record says it. */
export function recordingsAsked(deps: AskedOf): SourceAsked {
  const asked = sourcesAsked(deps);
  return {
    ...asked,
    async source(id) {
      const source = await asked.source(id);
      if (source.recording !== undefined) return source;
      const { recording } = await recordAsked(id, deps);
      return recording === undefined ? source : { ...source, recording };
    },
  };
}

export interface RecordAsked extends Source {
  /** Of its folder. */
  readonly folder: string;
}

/**
 * The record that a context is asked for: itself, or that of what it is connected to.
 * @throws AppError connection.notConnected; history.gone, or history.notKept of what is connected; history.* where it cannot be read
 */
export async function recordAsked(
  id: ContextId,
  { connections, records, recordSources }: AskedOf,
): Promise<RecordAsked> {
  const named = sourceOfRecord(id);
  if (named !== undefined) return { ...(await recordSources.source(named)), folder: named };
  // Throws where nothing is.
  connections.source(id);
  const folder = records.sourceOf(id);
  if (folder === undefined) throw notKept();
  try {
    return { ...(await recordSources.source(folder)), folder };
  } catch (error) {
    throw error instanceof AppError && error.code === 'history.gone' ? notKept() : error;
  }
}
