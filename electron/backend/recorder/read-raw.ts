/**
 * One reading of a server's samples into the writer's worker: the bytes go there as they come. What is too much for one answer comes in several;
 * what a server breaks off is looked for, selector by selector, and is read in other forms.
 */

import { AppError } from '../../../shared/base/errors.ts';
import { gapDetails } from '../../../shared/model/gap-details.ts';
import type { RawForm } from '../../../shared/model/recorder.ts';
import type { TimeWindow } from '../history/coverage/spans.ts';
import type { SourceWriter } from '../history/service/open-writer.ts';
import type { QueryOptions, RawRequest, SourceRaw } from '../sources/source.ts';
import { mostAlone } from './append/mixed-histograms.ts';
import type { ReadInput, ReadOutcome } from './append/read-calls.ts';
import { type BrokenStreams, isBrokenAnswer } from './broken-streams.ts';

export interface Reading {
  readonly raw: SourceRaw;
  readonly writer: Pick<SourceWriter, 'beginRead' | 'feedRead' | 'endRead' | 'dropRead'>;
  /** Of readings of this writer, each once. */
  readonly nextId: () => number;
  readonly broken: BrokenStreams;
  /** The server mixes up native histograms in JSON (append/mixed-histograms.ts). */
  readonly mixesHistograms: boolean;
}

/** How many series with mixed up histograms may still be asked for alone: of all that is read at one look, however many answers that is. */
export interface Alone {
  left: number;
}

/** Of a look, or a window of the past. */
export const allAlone = (): Alone => ({ left: mostAlone });

interface ReadRequest extends RawRequest {
  readonly into: ReadInput['into'];
  readonly alone: Alone;
}

export interface ReadSums extends Pick<ReadOutcome, 'samples' | 'added' | 'refused' | 'oldestMs' | 'newestMs'> {
  /** The least that an answer was. */
  readonly form: RawForm;
  /** In how many it was read. */
  readonly parts: number;
  /** Series with native histograms that were not read, as the server mixes them up and there were too many to ask for each. */
  readonly left: number;
  /** It may have had more of them than it showed. */
  readonly mayHide: boolean;
}

/** What the coverage says where the history did not take all that came. */
export const refusedDetail = gapDetails.refused;

/** … and where the server mixes native histograms up in JSON: of one that was asked for alone, no other of its target says when it ended. */
export const leftDetail = gapDetails.leftOpen;
export const hiddenDetail = gapDetails.hiddenOpen;

/** What the coverage says of what was read by a rule. @param told of how it was read; '' for nothing */
export function detailOfRead(
  { refused, left, mayHide }: Pick<ReadSums, 'refused' | 'left' | 'mayHide'>,
  told: string,
): string {
  if (refused > 0) return refusedDetail;
  // A rule that was not read as JSON has nothing of what is mixed up there.
  if (told === '') return told;
  if (left > 0) return leftDetail;
  return mayHide ? hiddenDetail : told;
}

const limitCodes: ReadonlySet<string> = new Set(['recorder.tooMuch', 'prometheus.tooLarge']);

/** More than a server gives, or we take, in one answer. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof AppError && limitCodes.has(error.code);
}

const hardCodes: ReadonlySet<string> = new Set([
  ...limitCodes,
  ...[
    'recorder.badAnswer',
    'prometheus.timeout',
    'prometheus.execution',
    'prometheus.malformed',
    'prometheus.truncated',
  ],
]);
const hardStatuses: ReadonlySet<unknown> = new Set([413, 422, 500, 504]);

/** What less of it may not fail with: a server that is there, and fails with, or is too slow for, what it was asked for. */
export function isTooHard(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return hardCodes.has(error.code) || (error.code === 'prometheus.http' && hardStatuses.has(error.details.status));
}

/** @throws AppError as `SourceRaw.read` and `ReadCalls` do: what was stored until then stays */
export async function readRaw(reading: Reading, request: ReadRequest, options: QueryOptions): Promise<ReadSums> {
  const { form, into, selectors } = request;
  const isBroken = (selector: string) => form !== 'matrix' && reading.broken.instead(into, selector) !== undefined;
  const broken = selectors.filter(isBroken);
  if (broken.length === 0) return readParts(reading, request, options);
  const whole = selectors.filter((selector) => !isBroken(selector));
  const read = whole.length === 0 ? undefined : await readParts(reading, { ...request, selectors: whole }, options);
  const instead = await readInstead(reading, { ...request, selectors: broken }, options);
  return read === undefined ? instead : beside(read, instead);
}

async function readParts(reading: Reading, request: ReadRequest, options: QueryOptions): Promise<ReadSums> {
  try {
    return await readOnce(reading, request, options);
  } catch (error) {
    if (isBrokenAnswer(error, request.form)) return await readApart(reading, request, options);
    const halves = isTooMuch(error) ? halvesOf(request) : undefined;
    if (halves === undefined) throw error;
    const [first, second] = halves;
    return together(await readParts(reading, first, options), await readParts(reading, second, options));
  }
}

/** Half by half, until those selectors are alone whose answer is none. */
async function readApart(reading: Reading, request: ReadRequest, options: QueryOptions): Promise<ReadSums> {
  if (request.selectors.length === 1) return readInstead(reading, request, options);
  const [first, second] = halvesOfSelectors(request);
  return beside(await readParts(reading, first, options), await readParts(reading, second, options));
}

/**
 * Plain samples of Prometheus 2.42 leave native histograms out, JSON leaves stale markers out: with both, one after the other, only the ends of
 * histograms are to be inferred. What is stored already is passed over.
 */
async function readInstead(reading: Reading, request: ReadRequest, options: QueryOptions): Promise<ReadSums> {
  const { form, into, selectors } = request;
  const isJson = (selector: string) => reading.broken.instead(into, selector) === 'matrix';
  const known = selectors.filter(isJson);
  const plain = form === 'chunks' ? selectors.filter((selector) => !isJson(selector)) : [];
  // What is had as none of these either is read as JSON within this.
  const samples =
    plain.length === 0
      ? undefined
      : await readParts(reading, { ...request, form: 'samples', selectors: plain }, options);
  const both = plain.filter((selector) => !isJson(selector));
  const json = form === 'chunks' ? [...known, ...both] : selectors;
  if (json.length === 0 && samples !== undefined) return samples;
  const matrix = await readParts(reading, { ...request, form: 'matrix', selectors: json }, options);
  for (const selector of json) reading.broken.note(into, selector, both.includes(selector) ? 'both' : 'matrix');
  return samples === undefined ? matrix : beside(samples, matrix);
}

/**
 * So that many selectors, or a long time, do not fail as a whole again and again. A group's times follow each other: what is stored is passed over
 * by the last time of a series.
 */
export async function readGroups(
  reading: Reading,
  request: ReadRequest,
  { groups, slices }: { readonly groups: number; readonly slices: number },
  options: QueryOptions,
): Promise<ReadSums> {
  const { selectors } = request;
  const size = Math.max(1, Math.ceil(selectors.length / groups));
  let sums: ReadSums | undefined;
  for (let from = 0; from < selectors.length; from += size) {
    const group = { ...request, selectors: selectors.slice(from, from + size) };
    let read: ReadSums | undefined;
    for (const window of slicesOf(request, slices)) {
      const slice = await readRaw(reading, { ...group, ...window }, options);
      read = read === undefined ? slice : beside(read, slice);
    }
    if (read !== undefined) sums = sums === undefined ? read : together(sums, read);
  }
  return sums ?? nothing(request.form);
}

/** Rising, and all of it. */
function slicesOf({ startMs, endMs }: TimeWindow, slices: number): readonly TimeWindow[] {
  const sizeMs = Math.max(1, Math.ceil((endMs - startMs + 1) / slices));
  const windows: TimeWindow[] = [];
  for (let fromMs = startMs; fromMs <= endMs; fromMs += sizeMs)
    windows.push({ startMs: fromMs, endMs: Math.min(endMs, fromMs + sizeMs - 1) });
  return windows;
}

/** What is shorter has a few samples a series: then it is the series that are too many. */
const leastWindowMs = 120_000;

function halvesOf(request: ReadRequest): readonly [ReadRequest, ReadRequest] | undefined {
  const { selectors, startMs, endMs } = request;
  if (endMs - startMs >= leastWindowMs || (selectors.length === 1 && endMs - startMs > 1)) {
    const middleMs = Math.floor((startMs + endMs) / 2);
    return [
      { ...request, endMs: middleMs },
      { ...request, startMs: middleMs + 1 },
    ];
  }
  return selectors.length === 1 ? undefined : halvesOfSelectors(request);
}

function halvesOfSelectors(request: ReadRequest): readonly [ReadRequest, ReadRequest] {
  const { selectors } = request;
  const half = Math.ceil(selectors.length / 2);
  return [
    { ...request, selectors: selectors.slice(0, half) },
    { ...request, selectors: selectors.slice(half) },
  ];
}

const nothing = (form: RawForm): ReadSums => ({
  form,
  ...{ parts: 1, left: 0, mayHide: false },
  samples: 0,
  added: 0,
  refused: 0,
  ...{ oldestMs: undefined, newestMs: undefined },
});

function together(a: ReadSums, b: ReadSums): ReadSums {
  const oldest = [a.oldestMs, b.oldestMs].filter((one) => one !== undefined);
  const newest = [a.newestMs, b.newestMs].filter((one) => one !== undefined);
  return {
    form: lesser(a.form, b.form),
    parts: a.parts + b.parts,
    samples: a.samples + b.samples,
    added: a.added + b.added,
    refused: a.refused + b.refused,
    left: a.left + b.left,
    mayHide: a.mayHide || b.mayHide,
    oldestMs: oldest.length === 0 ? undefined : Math.min(...oldest),
    newestMs: newest.length === 0 ? undefined : Math.max(...newest),
  };
}

/** Of the same time: neither was too much for that there are two of them. */
function beside(a: ReadSums, b: ReadSums): ReadSums {
  return { ...together(a, b), parts: Math.max(a.parts, b.parts) };
}

function lesser(a: RawForm, b: RawForm): RawForm {
  return a === 'matrix' || b === 'matrix' ? 'matrix' : a === 'samples' ? a : b;
}

/** What is mixed up in one answer is asked for alone, once: an exact selector finds one series. */
async function readOnce(reading: Reading, request: ReadRequest, options: QueryOptions): Promise<ReadSums> {
  const { alone } = request;
  const { selectors, ...sums } = await readAnswers(reading, request, options);
  let all: ReadSums = sums;
  for (const selector of selectors) {
    const one = alone.left > 0 ? await readAlone(reading, request, selector, options) : leftOut;
    alone.left = Math.max(0, alone.left - 1);
    all = beside(all, one);
  }
  return all;
}

async function readAlone(
  reading: Reading,
  request: ReadRequest,
  selector: string,
  options: QueryOptions,
): Promise<ReadSums> {
  try {
    const one = await readAnswers(reading, { ...request, form: 'matrix', selectors: [selector] }, options);
    return { ...one, parts: 1, left: one.left + one.selectors.length };
  } catch (error) {
    // Half by half each of the others would be asked for again.
    if (isTooMuch(error)) return leftOut;
    throw error;
  }
}

const leftOut: ReadSums = { ...nothing('matrix'), left: 1 };

/** Answer after answer, each a reading of its own. @returns with the selectors of those series that are to be asked for alone */
async function readAnswers(
  { raw, writer, nextId, mixesHistograms }: Reading,
  request: ReadRequest,
  options: QueryOptions,
): Promise<ReadSums & { readonly selectors: readonly string[] }> {
  const { startMs, endMs, into } = request;
  const alone = new Set<string>();
  let sums: ReadSums | undefined;
  let open: Pick<ReadInput, 'id' | 'form'> | undefined;
  const end = async () => {
    if (open === undefined) return;
    const { form, id } = open;
    const { samples, added, refused, oldestMs, newestMs, mixed } = await writer.endRead(id);
    open = undefined;
    for (const selector of mixed.alone) alone.add(selector);
    const read = {
      form,
      parts: 1,
      samples,
      added,
      refused,
      oldestMs,
      newestMs,
      left: mixed.left,
      mayHide: mixed.mayHide,
    };
    sums = sums === undefined ? read : { ...together(sums, read), parts: 1 };
  };
  try {
    for await (const part of raw.read(request, options)) {
      if (part.kind === 'bytes') {
        if (open === undefined) throw new Error('bytes of a raw answer before its head');
        // Waited for: the server is read no faster than the disk takes it.
        await writer.feedRead(open.id, part.bytes);
        continue;
      }
      await end();
      const { kind: _kind, ...head } = part;
      open = { id: nextId(), form: head.form };
      await writer.beginRead({ ...head, ...open, startMs, endMs, into, mixesHistograms });
    }
    await end();
    return { ...(sums ?? nothing(request.form)), selectors: [...alone] };
  } catch (error) {
    // What it fails with is known, and more than that it could not be given up.
    if (open !== undefined) await writer.dropRead(open.id).catch(() => undefined);
    throw error;
  }
}
