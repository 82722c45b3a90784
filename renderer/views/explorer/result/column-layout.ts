/** How wide the columns of a table are, which of them stand in sight, and which labels get one when there are too many. Pure. */
import { metricNameLabel } from '../../../../shared/model/labels.ts';
import type { LabelColumn } from '../table-model.ts';

export interface ColumnNeed {
  readonly minPx: number;
  /** Its part of the room that is left over; 0: it stays as it is. */
  readonly grows: number;
}

/** @returns the widths: at least what each needs, and all of the room. */
export function columnWidths(needs: readonly ColumnNeed[], roomPx: number): readonly number[] {
  let left = roomPx;
  let parts = 0;
  for (const { minPx, grows } of needs) {
    left -= minPx;
    parts += grows;
  }
  const each = parts > 0 ? Math.max(0, left) / parts : 0;
  return needs.map(({ minPx, grows }) => Math.floor(minPx + grows * each));
}

/** The columns that reach into [fromPx, toPx): from `first` up to but not including `end`. */
export function columnsInSight(
  widths: readonly number[],
  fromPx: number,
  toPx: number,
): { readonly first: number; readonly end: number } {
  let leftPx = 0;
  let first = widths.length;
  let end = 0;
  for (const [i, widthPx] of widths.entries()) {
    if (leftPx + widthPx > fromPx && leftPx < toPx) {
      first = Math.min(first, i);
      end = i + 1;
    }
    leftPx += widthPx;
  }
  return { first: Math.min(first, end), end };
}

const characterPx = 6.9;
const headCharacterPx = 6;
const cellPaddingPx = 16;
/** Room for the mark of a sorted column. */
const markPx = 12;
const narrowestPx = 64;
/** Longer names are cut in their middle, as long as there is no room left over. */
const widestPx = 264;

/** What a column of texts needs. @param longest in characters @param head in characters */
export function textWidth(longest: number, head: number): number {
  const px = Math.max(longest * characterPx, head * headCharacterPx + markPx) + cellPaddingPx;
  return Math.ceil(Math.min(widestPx, Math.max(narrowestPx, px)));
}

const digitPx = 7.4;

/** What a column of numbers needs: nothing truncates a number, so there is no widest. */
export function numberWidth(longest: number, head: number): number {
  return Math.ceil(Math.max(longest * digitPx, head * headCharacterPx + markPx) + cellPaddingPx + 2);
}

/** More columns than this are no longer read across: the others are a choice away. */
const mostColumns = 12;

/** What a person on call looks for first, in this order; a list, since no rule can tell it from `uid` or `image_id`. */
const knownNames: readonly string[] = [
  metricNameLabel,
  'alertname',
  'severity',
  'namespace',
  'pod',
  'container',
  'node',
  'deployment',
  'statefulset',
  'daemonset',
  'job_name',
  'service',
  'job',
  'instance',
  'device',
  'phase',
  'reason',
  'condition',
  'status',
  'code',
  'le',
  'quantile',
];

/** @returns the names of the labels that have a column at first: all of them where they are few. */
export function columnsAtFirst(columns: readonly LabelColumn[]): ReadonlySet<string> {
  if (columns.length <= mostColumns) return new Set(columns.map(({ name }) => name));
  const rank = new Map(knownNames.map((name, i) => [name, i]));
  const rankOf = ({ name }: LabelColumn) => rank.get(name) ?? knownNames.length;
  const best = [...columns].sort((a, b) => rankOf(a) - rankOf(b) || b.present - a.present || a.longest - b.longest);
  return new Set(best.slice(0, mostColumns).map(({ name }) => name));
}
