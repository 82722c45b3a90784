/** Times, durations and limits in every notation that Prometheus's API takes, and its words for those that it does not. */
import { parseDuration } from '../../../shared/format/duration.ts';
import { parseGoFloat } from '../../../shared/format/go-float.ts';
import { quoteText } from '../../../shared/promql/go-text.ts';
import { ApiError, badParameter } from './api-error.ts';
import type { Dialect } from './dialect.ts';
import type { Form } from './form.ts';

/** The first and the last time that is asked about where nothing else is said: what a double counts in whole milliseconds. */
const earliestMs = Number.MIN_SAFE_INTEGER;
const latestMs = Number.MAX_SAFE_INTEGER;

/** How Prometheus's clients write the ends of time. */
const endsOfTime: ReadonlyMap<string, number> = new Map([
  ['-292273086-05-16T16:47:06Z', earliestMs],
  ['292277025-08-18T07:12:54.999999999Z', latestMs],
]);

/** @throws ApiError */
export function requiredTime(form: Form, name: string): number {
  const text = form.text(name);
  const timeMs = parseTime(text);
  if (timeMs === undefined) throw badParameter(name, noTimestamp(text));
  return timeMs;
}

/**
 * `start` and `end`, each without a bound where it is not given. Clients write the ends of time as a number, too, which is more than a
 * double counts in whole milliseconds: that is no bound either. @throws ApiError
 */
export function timesOf(form: Form, dialect: Dialect): { readonly startMs: number; readonly endMs: number } {
  const bound = (name: string, otherwise: number) =>
    endOfTime(form.text(name)) ?? optionalTime(form, name, otherwise, dialect);
  return { startMs: bound('start', earliestMs), endMs: bound('end', latestMs) };
}

/** Prometheus counts 64 bits of milliseconds. */
const longestMs = 2 ** 63;

/** @returns undefined for a time that can be counted, and for what is none */
function endOfTime(text: string): number | undefined {
  const ms = (parseGoFloat(text) ?? 0) * 1000;
  if (Number.isNaN(ms) || Math.abs(ms) >= longestMs || (ms >= earliestMs && ms <= latestMs)) return undefined;
  return ms < 0 ? earliestMs : latestMs;
}

/** @throws ApiError */
export function optionalTime(form: Form, name: string, otherwise: number, dialect: Dialect): number {
  const text = form.text(name);
  if (text === '') return otherwise;
  const timeMs = parseTime(text);
  if (timeMs === undefined) throw badParameter(name, `${dialect.invalidTime} for '${name}': ${noTimestamp(text)}`);
  return timeMs;
}

function noTimestamp(text: string): string {
  return `cannot parse ${quoteText(text)} to a valid timestamp`;
}

/** Seconds, or RFC 3339. @returns milliseconds, or undefined where it is neither, or beyond what can be counted */
function parseTime(text: string): number | undefined {
  const seconds = parseGoFloat(text);
  const timeMs = seconds === undefined ? (parseDate(text) ?? endsOfTime.get(text)) : wholeMs(seconds);
  return Number.isSafeInteger(timeMs) ? timeMs : undefined;
}

/** As Go does it: the fraction is rounded to milliseconds, cut to nanoseconds, and those are cut to milliseconds. */
function wholeMs(seconds: number): number {
  const whole = Math.trunc(seconds);
  const fraction = seconds - whole;
  const rounded = (Math.sign(fraction) * Math.round(Math.abs(fraction) * 1000)) / 1000;
  return whole * 1000 + Math.floor(Math.trunc(rounded * 1e9) / 1e6);
}

const date = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

function parseDate(text: string): number | undefined {
  const parts = date.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const [, , , , , , , fraction = '', sign, offsetHours, offsetMinutes] = parts;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const offsetMs =
    sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offsetMs;
}

/** Prometheus counts 64 bits of nanoseconds. */
const longestNs = 2 ** 63;

/** Seconds, or Prometheus's own form. @returns milliseconds, cut to nanoseconds. @throws Error with Prometheus's words */
export function parseApiDuration(text: string): number {
  const seconds = parseGoFloat(text);
  if (seconds !== undefined) {
    const ns = seconds * 1e9;
    if (ns >= -longestNs && ns < longestNs) return Math.trunc(ns) / 1e6;
    throw new Error(`cannot parse ${quoteText(text)} to a valid duration. It overflows int64`);
  }
  const ms = text === text.trim() ? parseDuration(text) : undefined;
  if (ms === undefined) throw new Error(`cannot parse ${quoteText(text)} to a valid duration`);
  return ms;
}

/** @throws ApiError */
export function durationParameter(form: Form, name: string): number {
  return told(name, () => parseApiDuration(form.text(name)));
}

function told<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError || !(error instanceof Error)) throw error;
    throw badParameter(name, error.message);
  }
}

/** @returns 0 for no limit. @throws ApiError */
export function limitParameter(form: Form): number {
  const text = form.text('limit');
  if (text === '') return 0;
  const limit = parseGoInteger(text);
  if (typeof limit !== 'number')
    throw badParameter('limit', `strconv.Atoi: parsing ${quoteText(text)}: ${limit.reason}`);
  if (limit < 0) throw badParameter('limit', 'limit must be non-negative');
  return limit;
}

const largestInteger = 2n ** 63n - 1n;

/** As strconv.Atoi. What is beyond the doubles' whole numbers is the largest of them. */
export function parseGoInteger(text: string): number | { readonly reason: 'invalid syntax' | 'value out of range' } {
  if (!/^[+-]?\d+$/.test(text)) return { reason: 'invalid syntax' };
  const value = BigInt(text.replace('+', ''));
  if (value > largestInteger || value < -largestInteger - 1n) return { reason: 'value out of range' };
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));
}
