/** The worker's side of the job of a status: reads one answer. */
import type { StatusSnapshot } from '../../source.ts';
import { type Refusal, readEnvelope } from '../catalog/read-answers.ts';
import { createCursor, peek, skipValue } from '../parse/cursor.ts';
import type { Masks } from '../targets/target-jobs.ts';
import { readYaml } from '../targets/target-reader.ts';
import { statusTooLarge } from './status-errors.ts';
import type { StatusJobs } from './status-jobs.ts';
import { readSteady } from './steady-document.ts';

interface Body {
  /** With `paddingBytes` zeros after it. */
  readonly padded: Uint8Array;
  readonly length: number;
}

/** @throws AppError prometheus.malformed, prometheus.truncated, status.tooLarge; whatever `check` throws */
export function readStatusBody(
  job: StatusJobs['status']['input'],
  body: Body,
  check: () => void,
  masks: Masks,
): StatusSnapshot | Refusal {
  const { padded, length } = body;
  if (job.form === 'asItIs') {
    const text = job.kind === 'config' ? readYaml(padded, length) : readData(body);
    if (typeof text !== 'string') return text;
    if (text.length > job.mostCharacters) throw statusTooLarge(job.kind, job.mostCharacters);
    return { text: masks.text(text) };
  }
  const { kind, form } = job;
  if (kind !== 'config') return readSteady(kind, padded, length, { check, hasDropped: form === 'steady' });
  const yaml = readYaml(padded, length);
  // What is kept is masked where it is stored.
  return typeof yaml === 'string' ? { text: yaml } : yaml;
}

function readData({ padded, length }: Body): string | Refusal {
  const cursor = createCursor(padded, length);
  let text = '';
  const refusal = readEnvelope(cursor, () => {
    peek(cursor);
    const start = cursor.pos;
    skipValue(cursor);
    text = cursor.buffer.toString('utf8', start, cursor.pos);
  });
  return refusal ?? text;
}
