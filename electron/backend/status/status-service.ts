/** What a source says of itself, as the page gets it: parsed and checked, or why there is none. */
import type { ConfigItem, StatusAnswer, StatusChanges, StatusPart } from '../../../shared/model/server-status.ts';
import type { KeptStatusKind, StatusDocument, StatusKind } from '../../../shared/model/status.ts';
import type { Source, SourceStatus, TimeSpan } from '../sources/source.ts';
import { mostStatusCharacters, parseStatus } from './parse-status.ts';

interface StatusQuestion {
  readonly kind: StatusPart;
  /** For a record; absent: the newest. */
  readonly atMs?: number | undefined;
}

const timeoutMs = 30_000;

/** As large as a document that is kept. */
const mostConfigCharacters = 16 * 2 ** 20;
/** Of UTF-16: a frame of the contract has a MiB. */
const partCharacters = 200_000;
const mostChanges = 1000;

type SourceAsked = Pick<Source, 'status'>;

/** @throws AppError status.tooLarge, status.malformed, and as Source.query does */
export async function readStatus(
  { status }: SourceAsked,
  { kind, atMs }: StatusQuestion,
  signal: AbortSignal,
): Promise<StatusAnswer> {
  if (status === undefined) return { outcome: 'notTold' };
  const document = await status.read(kind, { atMs, timeoutMs, mostCharacters: mostStatusCharacters, signal });
  if (document === undefined) return whyNot(status, kind, signal);
  return { outcome: 'told', status: parseStatus(kind, document.text), ...heldOf(document) };
}

/** Resolves when it has been read. @param atMs for a record; absent: the newest. @throws the same, but for status.malformed */
export async function readConfig(
  { status }: SourceAsked,
  atMs: number | undefined,
  signal: AbortSignal,
): Promise<Iterable<ConfigItem>> {
  if (status === undefined) return [{ kind: 'none', why: { outcome: 'notTold' } }];
  const document = await status.read('config', { atMs, timeoutMs, mostCharacters: mostConfigCharacters, signal });
  if (document === undefined) return [{ kind: 'none', why: await whyNot(status, 'config', signal) }];
  return partsOf(document);
}

function* partsOf(document: StatusDocument): Generator<ConfigItem, void> {
  const { text } = document;
  yield { kind: 'begin', characters: text.length, ...heldOf(document) };
  for (let from = 0; from < text.length; ) {
    const to = endOfPart(text, from);
    yield { kind: 'part', text: text.slice(from, to) };
    from = to;
  }
}

/** Never between the two halves of a character. */
function endOfPart(text: string, from: number): number {
  const to = Math.min(text.length, from + partCharacters);
  const last = text.charCodeAt(to - 1);
  return to < text.length && last >= 0xd800 && last <= 0xdbff ? to - 1 : to;
}

/** @throws AppError history.* */
export async function readChanges(
  { status }: SourceAsked,
  kind: KeptStatusKind,
  window: TimeSpan,
  signal: AbortSignal,
): Promise<StatusChanges> {
  const timesMs = (await status?.changes?.(kind, window, signal)) ?? [];
  const kept = timesMs.slice(-mostChanges);
  return { timesMs: kept, leftOut: timesMs.length - kept.length };
}

function heldOf({ atMs, seenUntilMs }: StatusDocument) {
  return { sinceMs: atMs, seenUntilMs };
}

/** Only a record has a past. */
export async function whyNot(
  status: SourceStatus,
  kind: StatusKind,
  signal: AbortSignal,
): Promise<Exclude<StatusAnswer, { outcome: 'told' }>> {
  if (status.firstMs === undefined) return { outcome: 'notServed' };
  return { outcome: 'notKept', firstMs: await status.firstMs(kind, signal) };
}
