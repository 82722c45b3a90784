/** Takes fields out of what a server says of itself: of another type than it should be is as if it had not been said. Nothing here throws. */
import type { NamedText } from '../../../shared/model/server-status.ts';

export type Said = Readonly<Record<string, unknown>>;

/** Nobody reads longer ones in a row; what is hostile may have megabytes. */
const mostCharacters = 4096;

export function saidOf(value: unknown): Said | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Said) : undefined;
}

/** Only what is its own: `__proto__` and `constructor` are names like others. */
export function fieldOf(said: Said | undefined, key: string): unknown {
  return said !== undefined && Object.hasOwn(said, key) ? said[key] : undefined;
}

export function textOf(said: Said | undefined, key: string): string {
  const value = fieldOf(said, key);
  return typeof value === 'string' ? cut(value) : '';
}

export function numberOf(said: Said | undefined, key: string): number | undefined {
  const value = fieldOf(said, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A number of things. */
export function countOf(said: Said | undefined, key: string): number | undefined {
  const value = numberOf(said, key);
  return value === undefined || value < 0 ? undefined : Math.trunc(value);
}

export function listOf(said: Said | undefined, key: string): readonly unknown[] {
  const value = fieldOf(said, key);
  return Array.isArray(value) ? value : [];
}

/** Of Go's zero time, and of what is no time: undefined. */
export function momentOf(said: Said | undefined, key: string): number | undefined {
  const timeMs = Date.parse(textOf(said, key));
  return timeMs > 0 ? timeMs : undefined;
}

/** A time in milliseconds that a date can have: an empty head says the ends of 64 bits. */
export function timeOf(said: Said | undefined, key: string): number | undefined {
  const timeMs = numberOf(said, key);
  return timeMs === undefined || Math.abs(timeMs) > 8.64e15 ? undefined : timeMs;
}

const mostOthers = 50;

/** What has a name that is not known, and is no list or object. */
export function othersOf(said: Said, known: ReadonlySet<string>): readonly NamedText[] {
  const others: NamedText[] = [];
  for (const [name, value] of Object.entries(said)) {
    if (others.length === mostOthers) break;
    if (known.has(name) || !['string', 'number', 'boolean'].includes(typeof value)) continue;
    others.push({ name: cut(name), text: cut(String(value)) });
  }
  return others;
}

export function cut(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
}
