/** Our own scripts in Prometheus's test language: they pass, and nothing of the language is left out of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AggregateOperator,
  type BinaryOperator,
  type DurationExpr,
  type Expr,
  type Modifiers,
  walk,
} from '../../shared/promql/ast.ts';
import { functions } from '../../shared/promql/functions.ts';
import { describeFailure } from '../promqltest/describe-failure.ts';
import { parseScript } from '../promqltest/parse-script.ts';
import { runScript } from '../promqltest/run-script.ts';
import type { EvalCommand } from '../promqltest/script.ts';

const scripts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test'))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));

/** Expressions of which a value is expected: that something is empty, or fails, proves little. */
const valued = scripts
  .flatMap(({ text }) => parseScript(text))
  .filter((command): command is EvalCommand => command.kind === 'eval')
  .filter(
    ({ expected: { failure, value } }) => failure === undefined && (value.kind !== 'series' || value.series.length > 0),
  )
  .map(({ expr }) => expr);

function durationParts(duration: DurationExpr | undefined): readonly string[] {
  switch (duration?.kind) {
    case undefined:
    case 'number':
      return [];
    case 'durationCall':
      return [duration.name];
    case 'durationChoice':
      return [duration.name, ...durationParts(duration.left), ...durationParts(duration.right)];
    case 'durationNegation':
      return ['-', ...durationParts(duration.operand)];
    case 'durationParen':
      return durationParts(duration.inner);
    case 'durationBinary':
      return [duration.op, ...durationParts(duration.left), ...durationParts(duration.right)];
  }
}

function modifierParts({ at, offset }: Modifiers): readonly string[] {
  const fixed = at === undefined ? [] : [at.kind === 'time' ? '@' : `@ ${at.kind}()`];
  const moved = offset === undefined ? [] : ['offset', ...durationParts(offset).map((part) => `duration ${part}`)];
  return [...fixed, ...moved];
}

/** What stands at one node, by the name that it has in the lists below. */
function partsOf(node: Expr): readonly string[] {
  switch (node.kind) {
    case 'call':
      return [`${node.name}()`];
    case 'aggregate':
      return [node.op, ...(node.without ? ['without'] : node.grouping.length > 0 ? ['by'] : [])];
    case 'unary':
      return [`unary ${node.op}`];
    case 'vectorSelector': {
      const extended = node.extension === undefined ? [] : [node.extension];
      return [...node.matchers.map(({ op }) => `matcher ${op}`), ...extended, ...modifierParts(node)];
    }
    case 'matrixSelector':
      return durationParts(node.range).map((part) => `duration ${part}`);
    case 'subquery': {
      const step = node.step === undefined ? 'subquery without step' : 'subquery';
      return [step, ...modifierParts(node).map((part) => `subquery ${part}`)];
    }
    case 'binary': {
      const { on, labels, cardinality, include, fillLeft, fillRight } = node.matching;
      const group = cardinality === 'many-to-one' ? 'group_left' : cardinality === 'one-to-many' ? 'group_right' : '';
      return [
        node.op,
        ...(node.bool ? ['bool'] : []),
        ...(on ? ['on'] : labels.length > 0 ? ['ignoring'] : []),
        ...(group === '' ? [] : [group, ...(include.length > 0 ? [`${group}()`] : [])]),
        ...(fillLeft === undefined ? [] : ['fill left']),
        ...(fillRight === undefined ? [] : ['fill right']),
      ];
    }
    default:
      return [];
  }
}

const covered = new Set<string>();
for (const expr of valued) {
  walk(expr, (node) => {
    for (const part of partsOf(node)) covered.add(part);
  });
}

const aggregations: Readonly<Record<AggregateOperator, true>> = {
  ...{ avg: true, bottomk: true, count: true, count_values: true, group: true, limit_ratio: true, limitk: true },
  ...{ max: true, min: true, quantile: true, stddev: true, stdvar: true, sum: true, topk: true },
};

const operators: Readonly<Record<BinaryOperator, true>> = {
  ...{ '+': true, '-': true, '*': true, '/': true, '%': true, '^': true, atan2: true, '==': true, '!=': true },
  ...{ '<': true, '<=': true, '>': true, '>=': true, '</': true, '>/': true, and: true, or: true, unless: true },
};

const modifiers = [
  ...['by', 'without', 'bool', 'on', 'ignoring', 'group_left', 'group_right', 'group_left()', 'group_right()'],
  ...['fill left', 'fill right', 'unary +', 'unary -', 'offset', '@', '@ start()', '@ end()'],
  ...['anchored', 'smoothed', 'subquery', 'subquery without step', 'subquery offset', 'subquery @'],
  ...['matcher =', 'matcher !=', 'matcher =~', 'matcher !~'],
  ...['+', '-', '*', '/', '%', '^', 'step', 'range', 'min_of', 'max_of'].map((part) => `duration ${part}`),
];

const missing = (wanted: readonly string[]) => wanted.filter((part) => !covered.has(part));

describe('our own scripts', () => {
  it.each(scripts)('pass: $name', ({ name, text }) => {
    const { passed, failures } = runScript(text);
    expect(failures.map((failure) => describeFailure(name, failure))).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });

  it('have a result of every function', () => {
    expect(missing([...functions.keys()].map((name) => `${name}()`))).toEqual([]);
    expect(functions.size).toBe(90);
  });

  it('have a result of every aggregation', () => {
    expect(missing(Object.keys(aggregations))).toEqual([]);
  });

  it('have a result of every operator', () => {
    expect(missing(Object.keys(operators))).toEqual([]);
  });

  it('have a result of everything that stands beside those', () => {
    expect(missing(modifiers)).toEqual([]);
  });
});
