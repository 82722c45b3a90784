/**
 * What stands in the detail of a span of coverage, in words that are written down: Binnacle's own, which a page says in its own language, or the
 * code of a failure with its message, in which a server or whoever stands before it may have had its say.
 */
import { type AppErrorData, type ErrorCode, errorCodes } from '../base/errors.ts';

/** How they begin. What they were is kept in histories and recordings: none of them is changed. */
export const gapDetails = {
  gone: 'the server had nothing of that time',
  failed: 'the server did not give that time',
  anew: 'it is being connected anew',
  woken: 'it was not reached again at once',
  refused: 'not all of it could be stored: too large, or of a kind that is not known',
  // Before those that they begin with, which did not say it.
  leftOpen:
    'not all native histograms: their server mixes them up in JSON, and there were too many to ask for each, and when they ended is not known',
  hiddenOpen:
    'read as JSON of a server that mixes native histograms up: each one was asked for alone, and others may be missing, and when they ended is not known',
  left: 'not all native histograms: their server mixes them up in JSON, and there were too many to ask for each',
  hidden:
    'read as JSON of a server that mixes native histograms up: each one was asked for alone, and others may be missing',
  inferred: 'read as JSON, without stale markers: when series ended is inferred',
  broken: 'the server broke its stream off: read as samples and as JSON, when native histograms ended is inferred',
  noScrape: 'no target could be scraped',
  noTarget: 'there was no target',
} as const;

type GapDetail = keyof typeof gapDetails;

const kinds = Object.keys(gapDetails) as readonly GapDetail[];

export interface ReadDetail {
  /** Which of our own it is; undefined for none. */
  readonly kind: GapDetail | undefined;
  /** When the server was asked, where that is told. */
  readonly atMs: number | undefined;
  /** What it failed with, where that is told. */
  readonly code: ErrorCode | undefined;
  /** What is left, as it was written down: a message, a time of the server's; '' for nothing. */
  readonly words: string;
}

export function problemDetail({ code, message }: Pick<AppErrorData, 'code' | 'message'>): string {
  return `${code}: ${message}`;
}

const codes: ReadonlySet<string> = new Set(errorCodes);

export function readDetail(detail: string): ReadDetail {
  const kind = kinds.find((one) => detail.startsWith(gapDetails[one]));
  const rest = kind === undefined ? detail : detail.slice(gapDetails[kind].length);
  const [, asked, after = ''] = /^ \(asked at (\S{1,40})\)(.*)$/s.exec(rest) ?? [undefined, undefined, rest];
  const atMs = asked === undefined ? Number.NaN : Date.parse(asked);
  const words = kind === undefined ? after : after.replace(/^: (?:it had been started at )?/, '').trim();
  const [, code = '', message = ''] = /^([a-zA-Z]+\.[a-zA-Z]+): (.*)$/s.exec(words) ?? [];
  const isCode = codes.has(code);
  return {
    kind,
    atMs: Number.isNaN(atMs) ? undefined : atMs,
    code: isCode ? (code as ErrorCode) : undefined,
    words: isCode ? message : words,
  };
}
