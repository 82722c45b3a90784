/**
 * Reads a script of Prometheus's test language. Blocks end at an empty line, and a comment is one.
 * https://github.com/prometheus/prometheus/blob/main/promql/promqltest/README.md
 */
import { parseDuration } from '../../shared/format/duration.ts';
import type { Labels } from '../../shared/model/labels.ts';
import { compareLabels } from '../../shared/promql/engine/compare-labels.ts';
import { type Block, LineReader } from './line-reader.ts';
import { parseEval } from './parse-eval.ts';
import { parseMetric } from './parse-metric.ts';
import { parseSeries } from './parse-series.ts';
import { parseStartTimes } from './parse-start-times.ts';
import { type Command, type LoadCommand, type LoadedSeries, ScriptError } from './script.ts';

/** @throws ScriptError */
export function parseScript(text: string): readonly Command[] {
  return blocksOf(text).flatMap(parseBlock);
}

/** The numbers of the lines with an eval statement, for a script that cannot be read. */
export function evalLines(text: string): readonly number[] {
  return linesOf(text).flatMap((line, i) => (/^eval/i.test(line) ? [i + 1] : []));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
}

function blocksOf(text: string): readonly (readonly LineReader[])[] {
  const blocks: LineReader[][] = [];
  let isOpen = false;
  linesOf(text).forEach((line, i) => {
    const reader = new LineReader(line, i + 1);
    if (line === '') isOpen = false;
    else if (isOpen) blocks.at(-1)?.push(reader);
    else blocks.push([reader]);
    if (line !== '') isOpen = true;
  });
  return blocks;
}

/** A line without a block (`clear`), or a block that ends early, is followed by the next command at once. */
function parseBlock(lines: readonly LineReader[]): readonly Command[] {
  const commands: Command[] = [];
  let rest = lines;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    rest = rest.slice(1);
    const word = first.text.split(/[\t ]+/, 1)[0]?.toLowerCase() ?? '';
    if (word === 'clear') {
      commands.push({ kind: 'clear' });
    } else if (word.startsWith('load')) {
      commands.push(parseLoad({ first, rest }));
      rest = [];
    } else if (word.startsWith('eval')) {
      const { command, used } = parseEval({ first, rest });
      commands.push(command);
      rest = rest.slice(used);
    } else {
      throw new ScriptError(first.line, `no command: ${first.text}`);
    }
  }
  return commands;
}

const loadLine = /^load(?:_(with_nhcb))?\s+(.+?)$/;

function parseLoad({ first, rest }: Block): LoadCommand {
  const [, withCustomBuckets, step = ''] =
    loadLine.exec(first.text) ?? first.fail('load or load_with_nhcb and a step expected');
  const stepMs = parseDuration(step) ?? first.fail(`no duration: ${step}`);
  const series: LoadedSeries[] = [];
  let started: StartLine | undefined;
  let usual: readonly (number | undefined)[] | undefined;
  for (const reader of rest) {
    const before = started;
    started = takeStartLine(reader);
    if (before !== undefined && started !== undefined) throw new ScriptError(before.line, 'no samples follow');
    if (started === undefined) series.push(loadedSeries(reader, before, usual));
    else if (started.labels === undefined) {
      usual = started.offsetsMs;
      started = undefined;
    }
  }
  if (started !== undefined) throw new ScriptError(started.line, 'no samples follow');
  return { kind: 'load', line: first.line, stepMs, withCustomBuckets: withCustomBuckets !== undefined, series };
}

interface StartLine {
  readonly line: number;
  /** Undefined: for all series from here on. */
  readonly labels: Labels | undefined;
  readonly offsetsMs: readonly (number | undefined)[];
}

function takeStartLine({ text, line }: LineReader): StartLine | undefined {
  const reader = new LineReader(text, line);
  if (reader.take(/@st\s+/y) !== undefined) return { line, labels: undefined, offsetsMs: parseStartTimes(reader) };
  const labels = parseMetric(reader);
  if (reader.take(/@st\s+/y) === undefined) return undefined;
  return { line, labels, offsetsMs: parseStartTimes(reader) };
}

function loadedSeries(
  reader: LineReader,
  started: StartLine | undefined,
  usual: readonly (number | undefined)[] | undefined,
): LoadedSeries {
  const series = parseSeries(reader);
  if (started === undefined) {
    const startOffsetsMs = usual === undefined ? undefined : series.values.map((_, i) => usual[i % usual.length]);
    return { ...series, startOffsetsMs };
  }
  if (started.labels === undefined || compareLabels(started.labels, series.labels) !== 0) {
    throw new ScriptError(started.line, 'the line that follows is of another series');
  }
  if (started.offsetsMs.length !== series.values.length) {
    throw new ScriptError(started.line, `${started.offsetsMs.length} start times for ${series.values.length} values`);
  }
  return { ...series, startOffsetsMs: started.offsetsMs };
}
