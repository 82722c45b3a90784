/** What a step does, in sentences. */
import type { TFunction } from 'i18next';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { formatDateTime, type TimeZone } from '../../../../shared/format/time.ts';
import { metricNameLabel } from '../../../../shared/model/labels.ts';
import type {
  Call,
  DurationExpr,
  LabelMatcher,
  Modifiers,
  NumberLiteral,
  Subquery,
  VectorSelector,
} from '../../../../shared/promql/ast.ts';
import { functions } from '../../../../shared/promql/functions.ts';
import { printDuration, printExpr, printMatcher } from '../../../../shared/promql/print.ts';
import { type Step, stepMark } from './explain-steps.ts';
import { sayAggregate, sayBinary } from './operator-words.ts';

export type Words = TFunction<['anatomy', 'functions']>;

export interface Said {
  /** One each; never empty, where there is something to say. */
  readonly sentences: readonly string[];
  /** Conditions of a selector, one a line. */
  readonly conditions: readonly { readonly matcher: string; readonly said: string }[];
}

export function sayStep(t: Words, step: Step, zone: TimeZone): Said {
  const { expr } = step;
  if (expr.kind === 'vectorSelector') return saySelector(t, expr, t('selector.newest'), zone);
  if (expr.kind === 'matrixSelector') {
    return saySelector(t, expr.selector, t('selector.range', { time: durationText(expr.range) }), zone);
  }
  const sentences = sentencesOf(t, step, zone);
  return { sentences: sentences.filter((one) => one !== ''), conditions: [] };
}

function sentencesOf(t: Words, step: Step, zone: TimeZone): readonly string[] {
  const { expr, takes } = step;
  switch (expr.kind) {
    case 'number':
      return [sayNumber(t, expr)];
    case 'string':
      return [t('literal.text')];
    case 'subquery':
      return [saySubquery(t, expr, step), ...sayModifiers(t, expr, zone)];
    case 'call':
      return sayCall(t, expr);
    case 'aggregate': {
      const [number] = takes;
      const param = expr.param === undefined ? '' : number === undefined ? printExpr(expr.param) : stepMark(number);
      return sayAggregate(t, expr, param);
    }
    case 'unary':
      return [t(expr.op === '-' ? 'unary.minus' : 'unary.plus')];
    case 'binary':
      return sayBinary(t, expr);
    default:
      return [];
  }
}

function sayNumber(t: Words, { value, isDuration }: NumberLiteral): string {
  if (!isDuration) return t('literal.number');
  return t('literal.duration', { seconds: String(value) });
}

function saySelector(t: Words, selector: VectorSelector, what: string, zone: TimeZone): Said {
  const matchers = selector.matchers.filter(({ name, op }) => name !== metricNameLabel || op !== '=');
  const named = selector.matchers.find(({ name, op }) => name === metricNameLabel && op === '=');
  const metric = selector.name ?? named?.value;
  const head = metric === undefined ? t('selector.any') : t('selector.metric', { metric });
  const extension = selector.extension === undefined ? [] : [t(`extension.${selector.extension}`)];
  return {
    sentences: [head, what, ...extension, ...sayModifiers(t, selector, zone)],
    conditions: matchers.map((matcher) => ({ matcher: printMatcher(matcher), said: sayMatcher(t, matcher) })),
  };
}

function sayMatcher(t: Words, { name: label, op, value }: LabelMatcher): string {
  if (value === '' && op === '=') return t('matcher.without', { label });
  if (value === '' && op === '!=') return t('matcher.with', { label });
  const keys = {
    '=': 'matcher.is',
    '!=': 'matcher.isNot',
    '=~': 'matcher.matches',
    '!~': 'matcher.matchesNot',
  } as const;
  return t(keys[op], { label, value });
}

function sayModifiers(t: Words, { at, offset }: Modifiers, zone: TimeZone): readonly string[] {
  const said: string[] = [];
  if (at?.kind === 'time') said.push(t('at.time', { time: formatDateTime(at.timeMs, zone) }));
  else if (at !== undefined) said.push(t(`at.${at.kind}`));
  if (offset !== undefined) said.push(sayOffset(t, offset));
  return said;
}

/** What an expression over durations comes to is the server's to say: it is said as it is written. */
function durationText(duration: DurationExpr): string {
  return duration.kind === 'number' ? formatDuration(Math.abs(duration.value) * 1000) : printDuration(duration);
}

function sayOffset(t: Words, offset: DurationExpr): string {
  const time = durationText(offset);
  if (offset.kind !== 'number') return t('offset.computed', { time });
  return t(offset.value < 0 ? 'offset.later' : 'offset.earlier', { time });
}

function saySubquery(t: Words, { range, step }: Subquery, { takes }: Step): string {
  const [number] = takes;
  const options = { step: number === undefined ? '' : stepMark(number), time: durationText(range) };
  if (step === undefined) return t('subquery.default', options);
  return t('subquery.every', { ...options, every: durationText(step) });
}

function sayCall(t: Words, { name }: Call): readonly string[] {
  // A test holds the catalogue to every function, so this is a place without typed keys.
  const say = t as unknown as (key: string, options: object) => string;
  const does = say(`functions:does.${name}`, { defaultValue: '' });
  const trap = say(`functions:trap.${name}`, { defaultValue: '' });
  if (does === '') return [t('unknownFunction', { name })];
  return [does, trap, functions.get(name)?.experimental === true ? t('experimental') : ''];
}
