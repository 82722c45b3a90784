/** The records of contexts over their file (docs/formats/records.md). */
import { join } from 'node:path';
import { z } from 'zod';
import { Emitter } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { type DocumentFormat, openJsonDocument } from '../base/json-document.ts';
import type { Clock, LogSink } from '../ports.ts';
import type { Records } from './records.ts';

interface ContextRecord {
  readonly context: string;
  readonly source: string;
  readonly seenMs: number;
}

/** The newest first. */
type RecordList = readonly ContextRecord[];

const mostKept = 1000;

const entry = z.strictObject({
  context: z.string().min(1).max(2048),
  source: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
  seenMs: z.number().min(0),
});

/** Far more than are kept: what has more was not written by a Binnacle. */
const file = z.strictObject({ records: z.array(z.unknown()).max(100_000) });

const format: DocumentFormat<RecordList> = {
  version: 1,
  empty: [],
  parse(content) {
    const parsed = file.safeParse(content);
    if (!parsed.success) return undefined;
    const { records } = parsed.data;
    const found = new Map<string, ContextRecord>();
    // One bad entry costs itself and no other.
    for (const one of records) {
      const { success, data } = entry.safeParse(one);
      if (success && !found.has(data.context)) found.set(data.context, data);
    }
    return { value: newestFirst([...found.values()]), refused: records.length - found.size };
  },
  format: (records) => ({ records }),
};

function newestFirst(list: RecordList): RecordList {
  return list.toSorted((a, b) => b.seenMs - a.seenMs).slice(0, mostKept);
}

export interface RecordsOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogSink;
  readonly writeAfterMs?: number;
}

export function createRecords({ dataDir, clock, log, writeAfterMs }: RecordsOptions): Records {
  const changed = new Emitter<void>();
  const document = openJsonDocument<RecordList>({
    ...format,
    ...{ path: join(dataDir, 'records.json'), clock, log, onChange: () => changed.fire() },
    ...(writeAfterMs === undefined ? {} : { writeAfterMs }),
  });
  return {
    remember(context, source) {
      const seenMs = clock.now();
      document.edit((list) =>
        newestFirst([{ context, source, seenMs }, ...list.filter((one) => one.context !== context)]),
      );
    },
    sourceOf: (context) => document.value().find((one) => one.context === context)?.source,
    contextsOf: (source) =>
      document.value().flatMap((one) => (one.source === source ? [one.context as ContextId] : [])),
    forget(source) {
      document.edit((list) =>
        list.some((one) => one.source === source) ? list.filter((one) => one.source !== source) : list,
      );
    },
    onDidChange: changed.event,
    dispose() {
      document.dispose();
      changed.dispose();
    },
  };
}
