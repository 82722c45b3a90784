/** When counters began: `metric{…}@st -1m-1mx2 _`, a line before the series' own. Offsets from the samples' times. */
import { parseDuration } from '../../shared/format/duration.ts';
import type { LineReader } from './line-reader.ts';

const duration = String.raw`\d+[a-zA-Z]*?`;
const item = new RegExp(String.raw`([+-]?)(${duration})(?:([+-])(${duration}))?(?:x(\d+))?(?=\s|$)`, 'y');

/** @returns milliseconds for each value; undefined where nothing is known */
export function parseStartTimes(reader: LineReader): readonly (number | undefined)[] {
  const offsets: (number | undefined)[] = [];
  for (reader.skipSpace(); !reader.isAtEnd; reader.skipSpace()) {
    const omitted = reader.take(/_(?:x(\d+))?(?=\s|$)/y);
    if (omitted !== undefined) offsets.push(...new Array<undefined>(reader.times(omitted[1] ?? '1')).fill(undefined));
    else offsets.push(...parseItem(reader));
  }
  return offsets;
}

function parseItem(reader: LineReader): readonly number[] {
  const [, sign, first, stepSign, step, times] = reader.expect(item, 'duration');
  const signed = (minus: string | undefined, text: string): number => {
    const ms = parseDuration(text) ?? reader.fail(`no duration: ${text}`);
    return minus === '-' ? -ms : ms;
  };
  const firstMs = signed(sign, first ?? '');
  if (step === undefined) return new Array<number>(reader.times(times ?? '0') + 1).fill(firstMs);
  if (times === undefined) reader.fail('x and a number expected');
  const stepMs = signed(stepSign, step);
  return Array.from({ length: reader.times(times) + 1 }, (_, i) => firstMs + i * stepMs);
}
