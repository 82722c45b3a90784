/** Figures of scrapes as texts: durations as the design has them, endpoints without what all of them have. */
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatFixed } from '../../../shared/format/number.ts';

/** `84 ms`, `4.81 s`: two decimals, for scrapes are told apart by them. */
export function formatScrape(milliseconds: number, locale: string): string {
  if (milliseconds < 0.95) return `${formatFixed(milliseconds, 1, locale)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60_000 ? `${formatFixed(milliseconds / 1000, 2, locale)} s` : formatSpan(milliseconds);
}

export interface Endpoint {
  /** `10.20.3.41:9100/metrics`; with its scheme where that is not http. */
  readonly text: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export function endpointOf(url: string): Endpoint {
  const [place = '', ...query] = url.split('?');
  return {
    text: place.replace(/^http:\/\//, ''),
    parameters: [...new URLSearchParams(query.join('?'))],
  };
}
