/** One line of OpenMetrics with a sample: which series it is of, its value and its time. https://prometheus.io/docs/specs/om/open_metrics_spec/ */
import { parseGoFloat } from '../../../../shared/format/go-float.ts';
import { type Labels, labelsFromPairs } from '../../../../shared/model/labels.ts';

/** What is wrong with a line; who reads the lines knows which one it is. */
export class LineError extends Error {}

const quotedText = '"(?:[^"\\\\]|\\\\.)*"';
const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const inBraces = `\\{(?:[^"{}]|${quotedText})*\\}`;

/** A name, labels in braces, or both; blanks are not looked for here. */
const series = new RegExp(`(?:${metricName}(?:${inBraces})?|${inBraces})`, 'y');
const exemplar = new RegExp(`^ # (${inBraces}) ([^ ]+)(?: ([^ ]+))?$`);
const sample = /^ ([^ ]+)(?: ([^ ]+))?( # .*)?$/;

/** @returns the line's beginning that names the series. @throws LineError */
export function seriesTextOf(line: string): string {
  series.lastIndex = 0;
  const text = series.exec(line)?.[0];
  if (text === undefined) throw new LineError('expected a metric name, or a comment of TYPE, HELP, UNIT or EOF');
  return text;
}

export interface LineSample {
  readonly value: number;
  readonly timeMs: number;
}

/** @param rest of the line, behind the series. @throws LineError */
export function parseSample(rest: string): LineSample {
  const middle = rest.indexOf(' ', 1);
  if (middle > 1 && middle + 1 < rest.length && rest.startsWith(' ') && rest.indexOf(' ', middle + 1) === -1) {
    return sampleOf(rest.slice(1, middle), rest.slice(middle + 1));
  }
  const [, value, time, comment] = sample.exec(rest) ?? [];
  if (value === undefined)
    throw new LineError(`expected a blank, a value, a blank and a timestamp, got ${JSON.stringify(rest)}`);
  if (time === undefined) throw new LineError('the sample has no timestamp');
  if (comment !== undefined) checkExemplar(comment);
  return sampleOf(value, time);
}

function sampleOf(value: string, time: string): LineSample {
  const seconds = number(time, 'timestamp');
  if (!Number.isFinite(seconds)) throw new LineError(`invalid timestamp ${time}`);
  // Cut, not rounded, as Prometheus does.
  return { value: number(value, 'value'), timeMs: Math.trunc(seconds * 1000) };
}

/** Nearly all of them. */
const plainNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

function number(text: string, what: string): number {
  if (plainNumber.test(text)) {
    const plain = Number(text);
    if (Number.isFinite(plain)) return plain;
  }
  const value = /[pP_]/.test(text) ? undefined : parseGoFloat(text);
  if (value === undefined) throw new LineError(`${JSON.stringify(text)} is no ${what}`);
  return value;
}

/** A text of its own: a part of a line is kept together with all that was read at once. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** An exemplar is checked and not kept. */
function checkExemplar(comment: string): void {
  const [, labels, value, time] = exemplar.exec(comment) ?? [];
  if (labels === undefined || value === undefined) throw new LineError(`${JSON.stringify(comment)} is no exemplar`);
  pairsOf(labels.slice(1, -1), false);
  number(value, 'value of an exemplar');
  if (time !== undefined) number(time, 'timestamp of an exemplar');
}

/** Without labels that are empty, which are none. @throws LineError */
export function parseSeries(text: string): Labels {
  const brace = text.indexOf('{');
  const name = brace === -1 ? text : text.slice(0, brace);
  const pairs = brace === -1 ? [] : pairsOf(text.slice(brace + 1, -1), name === '');
  if (name !== '') pairs.unshift(['__name__', name]);
  const names = new Set(pairs.map(([label]) => label));
  if (!names.has('__name__')) throw new LineError('the metric has no name');
  if (names.size < pairs.length) throw new LineError(`a label stands twice in ${text}`);
  return labelsFromPairs(pairs.filter(([, value]) => value !== ''));
}

const pair = new RegExp(`([a-zA-Z_][a-zA-Z0-9_]*|${quotedText})(?:=(${quotedText}))?(,|$)`, 'y');

/** @param withName the metric's name may be among them, as a quoted text alone */
function pairsOf(inside: string, withName: boolean): [string, string][] {
  const pairs: [string, string][] = [];
  pair.lastIndex = 0;
  while (pair.lastIndex < inside.length) {
    const at = pair.lastIndex;
    const [, label = '', value] = pair.exec(inside) ?? [];
    const isName = value === undefined && withName && label.startsWith('"');
    if (label === '' || (value === undefined && !isName)) {
      throw new LineError(`expected a label, "=" and a value in quotes, got ${JSON.stringify(inside.slice(at))}`);
    }
    const text = label.startsWith('"') ? unquoted(label) : label;
    pairs.push(value === undefined ? ['__name__', text] : [text, unquoted(value)]);
  }
  return pairs;
}

const escaped: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Prometheus keeps the backslash of any other escape. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\"n]/g, (all) => escaped[all] ?? all) : text;
}

function unquoted(text: string): string {
  return unescaped(text.slice(1, -1));
}
