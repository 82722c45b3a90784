/** Durations that are computed: `[step() * 5]`, `offset -(2 * 1m)`. https://prometheus.io/docs/prometheus/latest/feature_flags/#promql-duration-expressions */
import type { DurationExpr, DurationOperator } from '../ast.ts';
import { failExecution } from './evaluation-error.ts';

/** Of the whole query; a subquery sees these too. */
export interface QueryTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
}

/** 64 bits of nanoseconds, as Prometheus keeps them. */
const longestSeconds = 2 ** 63 / 1e9;

/** @param what a range and a step have to be above nought; an offset may be anything. */
export function durationMs(duration: DurationExpr, times: QueryTimes, what: 'range' | 'step' | 'offset'): number {
  const seconds = secondsOf(duration, times);
  if (duration.kind !== 'number') {
    if (what !== 'offset' && !(seconds > 0)) failExecution('duration must be greater than 0');
    if (!(Math.abs(seconds) <= longestSeconds)) failExecution('duration is out of range');
  }
  return Math.round(seconds * 1000);
}

function secondsOf(duration: DurationExpr, times: QueryTimes): number {
  switch (duration.kind) {
    case 'number':
      return duration.value;
    case 'durationCall':
      return (duration.name === 'step' ? times.stepMs : times.endMs - times.startMs) / 1000;
    case 'durationChoice': {
      const [left, right] = [secondsOf(duration.left, times), secondsOf(duration.right, times)];
      return duration.name === 'min_of' ? Math.min(left, right) : Math.max(left, right);
    }
    case 'durationNegation':
      return -secondsOf(duration.operand, times);
    case 'durationParen':
      return secondsOf(duration.inner, times);
    case 'durationBinary':
      return computed(duration.op, secondsOf(duration.left, times), secondsOf(duration.right, times));
  }
}

function computed(op: DurationOperator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? failExecution('division by zero') : left / right;
    case '%':
      return right === 0 ? failExecution('modulo by zero') : left % right;
    case '^':
      return left ** right;
  }
}
