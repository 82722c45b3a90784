/** Collects what the lines of an eval statement say of its outcome. */
import type { LineReader } from './line-reader.ts';
import { anyText, type ExpectKind, type ExpectLine, exactly, matching } from './parse-expect.ts';
import {
  type EvalCommand,
  type Expectation,
  type ExpectedValue,
  type RangeTimes,
  ScriptError,
  type SeriesDescription,
  type TextPattern,
} from './script.ts';

export class ExpectationBuilder {
  readonly #when: EvalCommand['when'];
  readonly #patterns = new Map<ExpectKind, TextPattern[]>();
  readonly #series: SeriesDescription[] = [];
  #mode: string | undefined;
  #rangeVector: RangeTimes | undefined;
  #value: ExpectedValue | undefined;

  constructor(when: EvalCommand['when']) {
    this.#when = when;
  }

  /** The word behind `eval_`, which is how it was written before there were expect lines. Those say more. */
  setMode(mode: string | undefined): void {
    this.#mode = mode;
  }

  /** The lines that went with `eval_fail`. @returns whether it is one */
  addOldFailure(reader: LineReader): boolean {
    if (this.#mode !== 'fail') return false;
    const [, how, text = ''] = /^expected_fail_(message|regexp)(.*)$/.exec(reader.text) ?? [];
    if (how === undefined) return false;
    const wanted = text.trim();
    this.#patterns.set('fail', [how === 'message' ? exactly(wanted) : matching(wanted, reader)]);
    return true;
  }

  addLine({ kind, pattern }: ExpectLine, reader: LineReader): void {
    this.#patterns.set(kind, [...(this.#patterns.get(kind) ?? []), pattern]);
    if (this.#of('fail').length > 1) reader.fail('a second line that expects a failure');
    for (const type of ['warn', 'info'] as const) {
      if (this.#of(type).length > 0 && this.#of(`no_${type}`).length > 0)
        reader.fail(`${type} and no_${type} exclude each other`);
    }
  }

  setRangeVector(times: RangeTimes): void {
    this.#rangeVector = times;
  }

  setString(text: string): void {
    this.#value = { kind: 'string', text };
  }

  setScalar(value: number): void {
    this.#value = { kind: 'scalar', value };
  }

  addSeries(series: SeriesDescription, reader: LineReader): void {
    if (series.values.length > 1 && this.#when.kind === 'instant' && this.#rangeVector === undefined) {
      reader.fail('an instant query has one value a series, unless a range vector is expected');
    }
    this.#series.push(series);
  }

  /** @returns what is expected; and when the query is to be asked, where that follows from it */
  build(first: LineReader): { readonly expected: Expectation; readonly timeMs: number | undefined } {
    if (this.#series.length > 0 && this.#value !== undefined) {
      throw new ScriptError(first.line, 'both series and another value are expected');
    }
    const times = this.#rangeVector ?? this.#times();
    const annotations = (type: 'warn' | 'info') => ({
      patterns: this.#of(type),
      forbidden: this.#of(`no_${type}`).length > 0,
    });
    const expected: Expectation = {
      failure: this.#of('fail')[0],
      ordered: this.#of('ordered').length > 0,
      warnings: annotations('warn'),
      infos: annotations('info'),
      value: this.#value ?? { kind: 'series', series: this.#series, times },
    };
    return { expected, timeMs: this.#rangeVector?.endMs };
  }

  #times(): RangeTimes {
    if (this.#when.kind === 'range') return this.#when;
    const { timeMs } = this.#when;
    return { startMs: timeMs, endMs: timeMs, stepMs: 1 };
  }

  #of(kind: ExpectKind): readonly TextPattern[] {
    return this.#patterns.get(kind) ?? (this.#mode === kind ? [anyText] : []);
  }
}
