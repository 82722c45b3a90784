/** Names of files that every system takes, and that say what is in them: context, panel, and the times of what was measured. Pure. */
import type { ExportedPart } from './exported-series.ts';

/** Of UTF-8: with the times it stays below the 255 that file systems take. */
const longestTitleBytes = 160;

/** What Windows refuses, what separates folders, what would not be seen or would turn the line around, and blanks. */
const unsafe = /[^\p{L}\p{N}\p{M}._+-]+/gu;

/** `binnacle_prod-eu-1-B_20261122T083200Z_20261122T113200Z.csv`. The first word keeps reserved names (`CON`) and a dot at the beginning away. */
export function fileName(title: string, parts: readonly ExportedPart[], extension: string): string {
  const safe = cut(title.normalize('NFC').replace(unsafe, '-')).replace(/^[-.]+|[-.]+$/g, '');
  const times = timesOf(parts).map(compactTime);
  return `${['binnacle', safe, ...times].filter((word) => word !== '').join('_')}.${extension}`;
}

function cut(title: string): string {
  const encoder = new TextEncoder();
  let [text, bytes] = ['', 0];
  for (const character of title) {
    bytes += encoder.encode(character).length;
    if (bytes > longestTitleBytes) break;
    text += character;
  }
  return text;
}

/** The first and the last time; one where they are the same, none where nothing has a time. */
function timesOf(parts: readonly ExportedPart[]): readonly number[] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const see = (timeMs: number | undefined) => {
    if (timeMs === undefined || !Number.isFinite(timeMs)) return;
    first = Math.min(first, timeMs);
    last = Math.max(last, timeMs);
  };
  for (const { answer, series, evaluatedMs } of parts) {
    const { offsets, timesMs, histograms } = answer.columns;
    see(evaluatedMs);
    for (const one of series) {
      const [from, end] = [offsets[one] ?? 0, offsets[one + 1] ?? 0];
      if (end > from) {
        see(timesMs[from]);
        see(timesMs[end - 1]);
      }
    }
    for (const { timeMs } of histograms) see(timeMs);
  }
  if (first > last) return [];
  return first === last ? [first] : [first, last];
}

const largestDateMs = 8.64e15;

function compactTime(timeMs: number): string {
  if (Math.abs(timeMs) > largestDateMs) return '';
  return `${new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
