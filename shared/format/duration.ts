/**
 * Durations. `parseDuration` and `formatDuration` read and write Prometheus's own form (1h30m); `formatSpan` writes a length of time
 * for people (41 ms, 2.4 s, 3 min): a number, a space, a unit that no language translates.
 */

const millisecondsOf = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

/** Units in falling order, each at most once, as model.ParseDuration of prometheus/common has it. */
const durationPattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Prometheus keeps a duration as 64 bits of nanoseconds: about 292 years. */
const longestMs = 9_223_372_036_854;

/** @returns milliseconds, or undefined where Prometheus would refuse the text. A lone `0` needs no unit. Surrounding spaces are ignored. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  const match = trimmed === '' ? null : durationPattern.exec(trimmed);
  if (match === null) return undefined;
  let total = 0;
  Object.values(millisecondsOf).forEach((unitMs, i) => {
    total += Number(match[i + 1] ?? 0) * unitMs;
  });
  return total <= longestMs ? total : undefined;
}

/**
 * The shortest text that `parseDuration` reads back as the same milliseconds. Years, weeks and days are used only where nothing
 * remains after them (90 min is 1h30m, 36 h is 36h), as Prometheus writes them. Fractions of a millisecond are rounded.
 */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds));
  if (rest === 0) return '0s';
  let text = '';
  for (const [unit, unitMs] of Object.entries(millisecondsOf)) {
    const onlyWhole = unit === 'y' || unit === 'w' || unit === 'd';
    if (rest < unitMs || (onlyWhole && rest % unitMs !== 0)) continue;
    text += `${Math.floor(rest / unitMs)}${unit}`;
    rest %= unitMs;
  }
  return milliseconds < 0 ? `-${text}` : text;
}

/**
 * A length of time for people, in one unit: `41 ms`, `2.4 s` (one decimal below ten seconds, where it is not zero), `12 s`, `3 min`,
 * `5 h`, `12 d`. Rounded down from a minute on: what is said to be 3 min old is at least that old. Negative counts as zero.
 */
export function formatSpan(milliseconds: number, options: { readonly wholeSeconds?: boolean } = {}): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return options.wholeSeconds === true ? `${Math.floor(ms / 1000)} s` : `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10 && options.wholeSeconds !== true) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The same from an hour on in two units, where the second says something: `1 h 35 min`, `3 d 4 h`; for what people compare and add up. */
export function formatLongSpan(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 3_600_000) return formatSpan(ms, { wholeSeconds: true });
  const minutes = Math.floor(ms / 60_000);
  const isDays = minutes >= 2880;
  const [large, small] = isDays
    ? [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
    : [Math.floor(minutes / 60), minutes % 60];
  const [largeUnit, smallUnit] = isDays ? ['d', 'h'] : ['h', 'min'];
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
