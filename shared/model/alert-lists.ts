/**
 * When alerts were pending and fired, out of lists of them that were kept now and then, as a server told them (`/api/v1/alerts`). An alert says itself since
 * when it is active; what else became of it is known to within two lists that follow each other. Pure.
 */
import type { HistorySpan, Unknown } from './alert-history.ts';
import type { AlertSpan } from './alert-spans.ts';
import type { Labels } from './labels.ts';

/** When a list was read, and until when it was read again and found the same. */
export interface AlertList {
  readonly atMs: number;
  readonly untilMs: number;
}

export interface ListedAlert {
  /** The same for the same labels. */
  readonly key: string;
  readonly state: AlertSpan['state'];
  readonly activeAtMs: number | undefined;
}

/** An alert in one state, in one list after the other. */
export interface Sighting {
  readonly state: AlertSpan['state'];
  readonly activeAtMs: number | undefined;
  /** The first list that has it so, and the last, until when that was so. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The list before was so until then, and this is not in it; undefined: there was none. */
  readonly beforeMs: number | undefined;
  /** The list after, in which this is no more; undefined: there was none. */
  readonly afterMs: number | undefined;
}

/** An alert that was seen in lists. */
export interface SightedAlert {
  readonly labels: Labels;
  /** By when they were seen first. */
  readonly sightings: readonly Sighting[];
}

/** What lists of a window say. */
export interface AlertLists {
  readonly alerts: readonly SightedAlert[];
  /** In which no list says anything: whole stretches of the window, rising. */
  readonly silent: readonly Unknown[];
  /** How many were read, and how many there are. */
  readonly read: number;
  readonly kept: number;
  /** How far most of those that were read are apart: so exactly is known what an alert does not say itself. */
  readonly apartMs: number | undefined;
  /** Alerts for which there was no room. */
  readonly leftOut: number;
}

/** Begin, then how many of them were read, then the alerts, of which one with many sightings comes in several parts; end. None where no list was kept. */
export type AlertListsItem =
  | ({ readonly kind: 'begin' } & Pick<AlertLists, 'silent' | 'read' | 'kept' | 'apartMs'>)
  | { readonly kind: 'progress'; readonly read: number }
  | { readonly kind: 'alerts'; readonly alerts: readonly SightedAlert[] }
  | { readonly kind: 'end'; readonly leftOut: number };

interface Open {
  readonly key: string;
  readonly state: AlertSpan['state'];
  readonly activeAtMs: number | undefined;
  readonly firstMs: number;
  readonly beforeMs: number | undefined;
  lastMs: number;
  /** Of the list in which it was seen last. */
  turn: number;
}

/** Takes one list after the other, and tells of each alert what became of it. Lists come in their order. */
export class Sightings {
  readonly #open = new Map<string, Open>();
  readonly #tell: (key: string, sighting: Sighting) => void;
  #turn = 0;
  #untilMs: number | undefined;

  /** @param tell called as soon as it is known how long it lasted; those of an alert in their order */
  constructor(tell: (key: string, sighting: Sighting) => void) {
    this.#tell = tell;
  }

  /** Of several alerts with the same labels it is the one that fires. */
  add({ atMs, untilMs }: AlertList, alerts: Iterable<ListedAlert>): void {
    this.#turn += 1;
    const beforeMs = this.#untilMs;
    const listed = new Map<string, ListedAlert>();
    for (const one of alerts) {
      const twin = listed.get(one.key);
      if (twin === undefined || (twin.state === 'pending' && one.state === 'firing')) listed.set(one.key, one);
    }
    for (const { key, state, activeAtMs } of listed.values()) {
      const open = this.#open.get(key);
      if (open !== undefined && open.state === state && open.activeAtMs === activeAtMs) {
        Object.assign(open, { lastMs: untilMs, turn: this.#turn });
        continue;
      }
      if (open !== undefined) this.#close(open, atMs);
      const one = { key, state, activeAtMs, firstMs: atMs, beforeMs, lastMs: untilMs, turn: this.#turn };
      this.#open.set(key, one);
    }
    for (const open of this.#open.values()) {
      if (open.turn === this.#turn) continue;
      this.#open.delete(open.key);
      this.#close(open, atMs);
    }
    this.#untilMs = untilMs;
  }

  /** No list comes any more. */
  end(): void {
    for (const open of this.#open.values()) this.#close(open, undefined);
    this.#open.clear();
  }

  #close({ key, state, activeAtMs, firstMs, beforeMs, lastMs }: Open, afterMs: number | undefined): void {
    this.#tell(key, { state, activeAtMs, firstMs, lastMs, beforeMs, afterMs });
  }
}

/** Lists are read each minute: what is further apart tells nothing of what came and went between them. */
export const closeListsMs = 180_000;

/** Where lists say nothing of a window. @param lists rising */
export function silentOf(
  lists: readonly AlertList[],
  { startMs, endMs }: Pick<Unknown, 'startMs' | 'endMs'>,
): readonly Unknown[] {
  const silent: Unknown[] = [];
  let untilMs = startMs;
  const add = (toMs: number) => {
    if (toMs - untilMs > closeListsMs) silent.push({ startMs: untilMs, endMs: toMs });
  };
  for (const list of lists) {
    add(Math.min(endMs, list.atMs));
    untilMs = Math.max(untilMs, list.untilMs);
  }
  add(endMs);
  return silent;
}

export interface ListsKnown extends Unknown {
  /** Rising. */
  readonly silent: readonly Unknown[];
  /** How long its rule waits before it fires; undefined where that is not known, or several rules of its name wait differently. */
  readonly forMs: number | undefined;
}

/** Of one alert, within a window. @param sightings by when they were seen first */
export function spansOfSightings(sightings: readonly Sighting[], known: ListsKnown): readonly HistorySpan[] {
  const spans: HistorySpan[] = [];
  for (const [index, one] of sightings.entries()) {
    const [before, next] = [sightings[index - 1], sightings[index + 1]];
    const waited = before !== undefined && firesAfter(before, one) ? before : undefined;
    const begins = beginningOf(one, waited, known);
    if (begins.pendingMs !== undefined)
      push(spans, { state: 'pending', fromMs: begins.pendingMs, toMs: begins.fromMs, began: true, ended: true }, known);
    const { fromMs, mayFromMs, began } = begins;
    const ends = endOf(one, next, known);
    const span = { state: one.state, fromMs, mayFromMs, began, ...ends, toMs: Math.max(fromMs, ends.toMs) };
    push(spans, span, known);
  }
  return spans;
}

function firesAfter(before: Sighting, one: Sighting): boolean {
  const isSame = before.activeAtMs === one.activeAtMs && before.afterMs === one.firstMs;
  return isSame && before.state === 'pending' && one.state === 'firing';
}

interface Beginning {
  readonly fromMs: number;
  readonly mayFromMs: number | undefined;
  readonly began: boolean;
  /** It was pending since then, which no list has seen. */
  readonly pendingMs?: number | undefined;
}

/** @param waited it was pending in the list before */
function beginningOf(one: Sighting, waited: Sighting | undefined, { silent, forMs }: ListsKnown): Beginning {
  const { firstMs, beforeMs, state } = one;
  // The server's clock may be ahead of that of who kept the list.
  const activeMs = one.activeAtMs === undefined ? undefined : Math.min(one.activeAtMs, firstMs);
  // A server that was started again has alerts that are older than the list without them.
  const isNew = activeMs !== undefined && (beforeMs === undefined || activeMs > beforeMs);
  if (state === 'pending' && isNew) return exactly(activeMs);
  const leastMs = waited !== undefined ? waited.lastMs : isNew ? activeMs : beforeMs;
  const dueMs = activeMs === undefined || forMs === undefined ? undefined : activeMs + forMs;
  const isDue = dueMs !== undefined && dueMs <= firstMs && leastMs !== undefined && dueMs >= leastMs;
  if (state === 'firing' && isDue && (isNew || waited !== undefined)) {
    const isUnseen = waited === undefined && activeMs !== undefined && dueMs > activeMs;
    return { ...exactly(dueMs), pendingMs: isUnseen ? activeMs : undefined };
  }
  const began = leastMs !== undefined && !isWithin(silent, leastMs, firstMs);
  return { fromMs: firstMs, mayFromMs: leastMs, began };
}

const exactly = (fromMs: number): Beginning => ({ fromMs, mayFromMs: undefined, began: true });

function endOf(one: Sighting, next: Sighting | undefined, known: ListsKnown) {
  const { lastMs, afterMs } = one;
  const { endMs, silent } = known;
  if (afterMs === undefined) {
    const goesOn = endMs - lastMs <= closeListsMs;
    return { toMs: goesOn ? endMs : lastMs, mayToMs: undefined, ended: false };
  }
  if (next !== undefined && firesAfter(one, next)) {
    const { fromMs, mayFromMs } = beginningOf(next, one, known);
    if (mayFromMs === undefined) return { toMs: fromMs, mayToMs: undefined, ended: true };
  }
  // It is over before it begins again.
  const again = next?.firstMs === afterMs && next.activeAtMs !== one.activeAtMs ? next.activeAtMs : undefined;
  const mayToMs = again !== undefined && again > lastMs ? Math.min(again, afterMs) : afterMs;
  return { toMs: lastMs, mayToMs, ended: !isWithin(silent, lastMs, mayToMs) };
}

function isWithin(silent: readonly Unknown[], fromMs: number, toMs: number): boolean {
  return silent.some(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
}

/** As much of it as is within a stretch. */
function push(spans: HistorySpan[], span: HistorySpan, within: Unknown): void {
  const part = partOf(span, within);
  if (part !== undefined) spans.push(part);
}

function partOf(span: HistorySpan, { startMs, endMs }: Unknown): HistorySpan | undefined {
  const { fromMs, toMs, mayFromMs, mayToMs } = span;
  if (toMs < startMs || fromMs > endMs) return undefined;
  const [isBefore, isAfter] = [fromMs < startMs, toMs > endMs];
  return {
    state: span.state,
    fromMs: Math.max(startMs, fromMs),
    toMs: Math.min(endMs, toMs),
    began: span.began && !isBefore,
    ended: span.ended && !isAfter,
    ...(isBefore || mayFromMs === undefined ? {} : { mayFromMs: Math.max(startMs, mayFromMs) }),
    ...(isAfter || mayToMs === undefined ? {} : { mayToMs: Math.min(endMs, mayToMs) }),
  };
}

/**
 * Of one alert, from its samples where there are some, and from lists where none were recorded: what goes on over the seam is one, and how it began or
 * ended at it is as the lists say.
 * @param missing where no samples were recorded, rising
 * @returns `samples` itself where lists say nothing more
 */
export function withLists(
  samples: readonly HistorySpan[],
  lists: readonly HistorySpan[],
  missing: readonly Unknown[],
): readonly HistorySpan[] {
  const pieces = lists.flatMap((span) => missing.flatMap((gap) => partOf(span, gap) ?? []));
  const seamed = (span: HistorySpan) => endedAs(begunAs(span, lists, missing), lists, missing);
  if (pieces.length === 0) {
    const same = samples.map(seamed);
    return same.every((span, index) => span === samples[index]) ? samples : same;
  }
  const joined: HistorySpan[] = [];
  for (const span of [...samples, ...pieces].sort((a, b) => a.fromMs - b.fromMs)) {
    const at = joined.findLastIndex(({ state }) => state === span.state);
    const last = joined[at];
    const isOne = last !== undefined && !last.ended && !span.began && span.fromMs - last.toMs <= closeListsMs;
    if (!isOne) joined.push(span);
    else {
      const { mayToMs: _none, ...begun } = last;
      const may = span.mayToMs === undefined ? {} : { mayToMs: span.mayToMs };
      joined[at] = { ...begun, toMs: Math.max(last.toMs, span.toMs), ended: span.ended, ...may };
    }
  }
  return joined.map(seamed);
}

const isNear = (aMs: number, bMs: number) => Math.abs(aMs - bMs) <= closeListsMs;

function begunAs(span: HistorySpan, lists: readonly HistorySpan[], missing: readonly Unknown[]): HistorySpan {
  const isSeam = missing.some(({ startMs, endMs }) => startMs < span.fromMs && endMs >= span.fromMs - closeListsMs);
  if (span.began || span.mayFromMs !== undefined || !isSeam) return span;
  const one = lists.find(({ state, began, fromMs }) => began && state === span.state && isNear(fromMs, span.fromMs));
  if (one === undefined) return span;
  const { mayFromMs } = one;
  const earliestMs = Math.min(mayFromMs ?? one.fromMs, span.fromMs);
  return { ...span, began: true, ...(mayFromMs === undefined ? { fromMs: earliestMs } : { mayFromMs: earliestMs }) };
}

function endedAs(span: HistorySpan, lists: readonly HistorySpan[], missing: readonly Unknown[]): HistorySpan {
  const isSeam = missing.some(({ startMs, endMs }) => endMs > span.toMs && startMs <= span.toMs + closeListsMs);
  if (span.ended || span.mayToMs !== undefined || !isSeam) return span;
  const one = lists.find(({ state, ended, toMs }) => ended && state === span.state && isNear(toMs, span.toMs));
  if (one === undefined) return span;
  const { mayToMs } = one;
  const latestMs = Math.max(mayToMs ?? one.toMs, span.toMs);
  return { ...span, ended: true, ...(mayToMs === undefined ? { toMs: latestMs } : { mayToMs: latestMs }) };
}
