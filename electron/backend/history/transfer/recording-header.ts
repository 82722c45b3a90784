/** The header of a recording: who was recorded, which samples of it, and by whom. Nothing in it is used as a path or a command. */
import { z } from 'zod';
import { badRecording, bounds } from './recording-format.ts';

const time = z.int().nonnegative();

const schema = z.object({
  /** Who the source is, as its history says it. */
  source: z.json(),
  /** The samples from here … */
  startMs: time,
  /** … to here, both inclusive. */
  endMs: time,
  /** Series that one of them selects, as PromQL writes them; none for all. */
  selectors: z.array(z.string()),
  createdMs: time,
  createdBy: z.object({ name: z.string(), version: z.string() }),
});

export type RecordingHeader = Readonly<z.infer<typeof schema>>;

/** @throws Error where the header is larger than a reader takes */
export function encodeHeader(header: RecordingHeader): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(schema.parse(header)));
  if (bytes.length > bounds.headerBytes) throw new Error(`a header of ${bytes.length} bytes is too long`);
  return bytes;
}

/** @param at of the file, where the bytes begin @throws AppError history.badRecording */
export function decodeHeader(bytes: Uint8Array, at: number): RecordingHeader {
  if (bytes.length > bounds.headerBytes) throw badRecording(`a header of ${bytes.length} bytes`, at);
  const parsed = schema.safeParse(parseBoundedJson(bytes, at));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRecording(`the header's ${issue?.path.join('.') || 'content'}: ${issue?.message ?? 'is wrong'}`, at);
}

/** JSON that is no deeper than `bounds.jsonDepth`: what walks over it later may call itself. @throws AppError history.badRecording */
function parseBoundedJson(bytes: Uint8Array, at: number): unknown {
  const deep = tooDeepAt(bytes);
  if (deep !== undefined) throw badRecording('JSON that is nested too deep', at + deep);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw badRecording('no JSON', at, error);
    throw error;
  }
}

/** Brackets in texts do not count. */
function tooDeepAt(bytes: Uint8Array): number | undefined {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (isText) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) isText = false;
    } else if (byte === 0x22) isText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > bounds.jsonDepth) return i;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return undefined;
}
