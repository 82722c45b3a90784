/**
 * Selectors whose streamed chunks a server breaks off, and what they are read as instead. Prometheus up to 2.42 does so for gauges that are
 * native histograms ("detected unexpected counter reset"): it takes a fall of them for a reset when it cuts their chunks to what is asked for.
 */
import { AppError } from '../../../shared/base/errors.ts';
import { gapDetails } from '../../../shared/model/gap-details.ts';
import type { RawForm } from '../../../shared/model/recorder.ts';
import type { Clock } from '../ports.ts';
import type { ReadInput } from './append/read-calls.ts';

/** `both`: as plain samples, which have the stale markers, and as JSON, which has the histograms. */
type Instead = 'both' | 'matrix';

/** What is alive in the server's memory becomes blocks, and a server another version: then it may be had as a stream again. */
const retryMs = 3_600_000;

export class BrokenStreams {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #broken = new Map<string, { readonly instead: Instead; readonly untilMs: number }>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** @returns undefined where it is read as it was asked for */
  instead(into: ReadInput['into'], selector: string): Instead | undefined {
    const found = this.#broken.get(keyOf(into, selector));
    return found !== undefined && this.#clock.monotonic() < found.untilMs ? found.instead : undefined;
  }

  /** It was read so instead, and will be for a while. */
  note(into: ReadInput['into'], selector: string, instead: Instead): void {
    this.#broken.set(keyOf(into, selector), { instead, untilMs: this.#clock.monotonic() + retryMs });
  }

  /** What the coverage says of what was read; '' where nothing was lost. */
  detailOf(into: ReadInput['into'], selectors: readonly string[], form: RawForm): string {
    const all = selectors.map((selector) => this.instead(into, selector));
    if (form === 'matrix' || all.includes('matrix')) return inferredDetail;
    return all.includes('both') ? brokenDetail : '';
  }
}

/** With the samples of the server's JSON come no stale markers. */
export const inferredDetail = gapDetails.inferred;
export const brokenDetail = gapDetails.broken;

function keyOf(into: ReadInput['into'], selector: string): string {
  return `${into} ${selector}`;
}

/** Whether an answer in that form will be none again. What fails before its first bytes has the status 500. */
export function isBrokenAnswer(error: unknown, form: RawForm): boolean {
  if (!(error instanceof AppError) || form === 'matrix') return false;
  return error.code === 'recorder.badAnswer' || (error.code === 'prometheus.http' && error.details.status === 500);
}
