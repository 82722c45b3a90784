/** OpenMetrics 1.0, as Prometheus's parser takes its tokens (model/textparse/openmetricsparse.go), with its errors. */
import { labelsFromPairs } from '../model/labels.ts';
import { goQuoted, goQuotedText, textOf, unescaped } from './bytes-text.ts';
import type { Dialect } from './exposition.ts';
import { Refusal } from './exposition-error.ts';
import {
  checkHelp,
  checkLabelValue,
  type EntryKind,
  floatOf,
  type Grammar,
  metaNameOf,
  newEntry,
  pushLabelName,
  resetEntry,
  setName,
} from './line-entry.ts';
import { OpenMetricsLexer } from './open-metrics-lexer.ts';
import type { Token } from './tokens.ts';

const types: ReadonlySet<string> = new Set([
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
]);

const noEnd = 'data does not end with # EOF';

export class OpenMetricsGrammar implements Grammar {
  readonly lexer: OpenMetricsLexer;
  readonly entry = newEntry();

  constructor(dialect: Dialect) {
    this.lexer = new OpenMetricsLexer(dialect);
  }

  next(): EntryKind {
    const { lexer } = this;
    resetEntry(this.entry);
    const token = lexer.next();
    switch (token) {
      case 'EOFWORD':
        if (lexer.at < lexer.end) throw new Refusal(lexer.at, 'unexpected data after # EOF');
        return 'end';
      case 'EOF':
        throw new Refusal(lexer.start, noEnd);
      case 'HELP':
      case 'TYPE':
      case 'UNIT':
        return this.#metadata(token);
      case 'MNAME':
        setName(this.entry, lexer.start, lexer.at);
        return this.#series();
      case 'BOPEN':
        return this.#unnamedSeries();
      default:
        throw this.#noStart(token);
    }
  }

  rest(): void {
    this.#suffix(this.lexer.next());
  }

  #noStart(token: Token): Refusal {
    const { lexer } = this;
    if (lexer.dialect === '3') return lexer.unexpected('expected a valid start token', token);
    // One byte, which Prometheus takes for a character.
    const found = lexer.at < lexer.end ? String.fromCharCode(lexer.bytes[lexer.at] as number) : ' ';
    return new Refusal(lexer.start, `"${token}" ${goQuotedText(found)} is not a valid start token`);
  }

  #metadata(kind: 'HELP' | 'TYPE' | 'UNIT'): EntryKind {
    const { lexer, entry } = this;
    const named = lexer.next();
    if (named !== 'MNAME') throw lexer.unexpected(`expected metric name after ${kind}`, named);
    const metric = metaNameOf(lexer);
    if (lexer.next() !== 'TEXT') throw new Refusal(lexer.start, `expected text in ${kind}`);
    const [from, to] = [lexer.start + 1, lexer.at - 1];
    const text = textOf(lexer.bytes, from, to);
    if (kind === 'TYPE' && !types.has(text))
      throw new Refusal(from, `invalid metric type ${goQuoted(lexer.bytes, from, to)}`);
    if (kind === 'HELP') checkHelp(lexer, from, to);
    if (kind === 'UNIT' && text !== '' && !metric.endsWith(`_${text}`)) {
      const which = lexer.dialect === '2.42' ? '' : ` ${goQuotedText(text)}`;
      throw new Refusal(from, `unit${which} not a suffix of metric ${goQuotedText(metric)}`);
    }
    if (kind === 'HELP') entry.comment = { kind: 'help', metric, text: unescaped(text) };
    else entry.comment = { kind: kind === 'TYPE' ? 'type' : 'unit', metric, text };
    return 'comment';
  }

  #series(): EntryKind {
    const { lexer, entry } = this;
    entry.seriesEnd = lexer.at;
    let token = lexer.next();
    if (token === 'BOPEN') {
      this.#labels(entry.parts.labels, false);
      entry.seriesEnd = lexer.at;
      token = lexer.next();
    }
    this.#suffix(token);
    return 'series';
  }

  #unnamedSeries(): EntryKind {
    const { lexer, entry } = this;
    this.#labels(entry.parts.labels, false);
    entry.seriesEnd = lexer.at;
    const token = lexer.next();
    if (entry.parts.name[0] === -1) throw lexer.wrong('metric name not set');
    this.#suffix(token);
    return 'series';
  }

  #labels(labels: number[], ofExemplar: boolean): void {
    if (this.lexer.dialect === '2.42') this.#strictLabels(labels);
    else this.#quotedLabels(labels, ofExemplar);
  }

  /** One comma between two labels and none elsewhere. */
  #strictLabels(labels: number[]): void {
    const { lexer } = this;
    for (let isFirst = true; ; isFirst = false) {
      let token = lexer.next();
      if (token === 'BCLOSE') return;
      if (token === 'COMMA') {
        if (isFirst) throw lexer.unexpected('expected label name or left brace', token);
        token = lexer.next();
        if (token !== 'LNAME') throw lexer.unexpected('expected label name', token);
      } else if (token === 'LNAME') {
        if (!isFirst) throw lexer.unexpected('expected comma', token);
      } else throw lexer.unexpected(`expected ${isFirst ? 'label name' : 'comma'} or left brace`, token);
      labels.push(lexer.start, lexer.at);
      this.#labelValue(labels, lexer.next());
    }
  }

  #labelValue(labels: number[], equal: Token): void {
    const { lexer } = this;
    if (equal !== 'EQUAL') throw lexer.unexpected('expected equal', equal);
    const token = lexer.next();
    if (token !== 'LVALUE') throw lexer.unexpected('expected label value', token);
    checkLabelValue(lexer);
    labels.push(lexer.start + 1, lexer.at - 1);
  }

  /** A comma behind the last label, too, and the metric's name in quotes among them. */
  #quotedLabels(labels: number[], ofExemplar: boolean): void {
    const { lexer, entry } = this;
    let token = lexer.next();
    while (token !== 'BCLOSE') {
      if (token !== 'LNAME' && token !== 'QSTRING') throw lexer.unexpected('expected label name', token);
      const isQuoted = token === 'QSTRING';
      const from = lexer.start;
      const to = lexer.at;
      token = lexer.next();
      if (token === 'COMMA' || token === 'BCLOSE') {
        if (ofExemplar || !isQuoted)
          throw lexer.unexpected(ofExemplar ? 'expected label name' : 'expected equal', token);
        if (entry.parts.name[0] !== -1) throw lexer.wrong('metric name already set');
        setName(entry, from + 1, to - 1);
        if (token === 'COMMA') token = lexer.next();
        continue;
      }
      pushLabelName(lexer, labels, from, to);
      this.#labelValue(labels, token);
      token = lexer.next();
      if (token === 'COMMA') token = lexer.next();
      else if (token !== 'BCLOSE') throw lexer.unexpected('expected comma or brace close', token);
    }
  }

  #suffix(token: Token): void {
    const { lexer, entry } = this;
    entry.value = this.#value(token, 'metric');
    let behind = lexer.next();
    if (behind === 'TIMESTAMP') {
      entry.timeMs = this.#time('timestamp');
      behind = lexer.next();
      if (behind === 'COMMENT') this.#exemplar();
      else if (behind !== 'LINEBREAK') throw lexer.unexpected('expected next entry after timestamp', behind);
    } else if (behind === 'COMMENT') this.#exemplar();
    else if (behind === 'EOF') throw new Refusal(lexer.start, noEnd);
    else if (behind !== 'LINEBREAK') {
      throw lexer.unexpected(`expected timestamp or # symbol`, behind);
    }
  }

  #value(token: Token, after: string): number {
    const { lexer } = this;
    if (token !== 'VALUE') throw lexer.unexpected(`expected value after ${after}`, token);
    return floatOf(lexer, lexer.start + 1, lexer.at);
  }

  /** Cut to a millisecond, not rounded. */
  #time(what: string): number {
    const { lexer } = this;
    const seconds = floatOf(lexer, lexer.start + 1, lexer.at);
    if (Number.isFinite(seconds)) return Math.trunc(seconds * 1000);
    const written = seconds > 0 ? '+Inf' : seconds < 0 ? '-Inf' : 'NaN';
    throw new Refusal(lexer.start + 1, `invalid ${what}${lexer.dialect === '2.42' ? '' : ` ${written}`}`);
  }

  #exemplar(): void {
    const { lexer, entry } = this;
    if (lexer.dialect === '2.42') this.#checkTakesExemplars();
    const labels: number[] = [];
    this.#labels(labels, true);
    const value = this.#value(lexer.next(), 'exemplar labels');
    let timeMs: number | undefined;
    let token = lexer.next();
    if (token === 'EOF') throw new Refusal(lexer.start, noEnd);
    if (token === 'TIMESTAMP') {
      timeMs = this.#time('exemplar timestamp');
      token = lexer.next();
      if (token !== 'LINEBREAK') throw lexer.unexpected('expected next entry after exemplar timestamp', token);
    } else if (token !== 'LINEBREAK') throw lexer.unexpected('expected timestamp or comment', token);
    const pairs: [string, string][] = [];
    for (let i = 0; i < labels.length; i += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = labels.slice(i, i + 4);
      pairs.push([textOf(lexer.bytes, a, b), textOf(lexer.bytes, c, d)]);
    }
    entry.exemplar = { labels: labelsFromPairs(pairs), value, timeMs };
  }

  #checkTakesExemplars(): void {
    const { lexer, entry } = this;
    const [from, to] = entry.parts.name;
    const name = textOf(lexer.bytes, from, to);
    if (name.endsWith('_total') || name.endsWith('_bucket')) return;
    throw new Refusal(lexer.start, `metric name ${name} does not support exemplars`);
  }
}
