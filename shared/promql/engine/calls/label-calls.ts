/** label_replace and label_join: they see labels only, once for all times. */
import { RE2JS } from 're2js';
import { expandTemplate, parseTemplate } from '../../../format/go-template.ts';
import { type Labels, labelValue, metricNameLabel } from '../../../model/labels.ts';
import type { QueryRun } from '../../queryable.ts';
import type { Column, VectorValue } from '../column.ts';
import { EvaluationError, failExecution } from '../evaluation-error.ts';
import { isValidLabelName } from '../label-names.ts';
import { withLabel } from '../label-sets.ts';
import type { Semantics } from '../semantics.ts';
import { uniteColumns } from '../unite-columns.ts';
import { argument, textArgument, textArguments } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';

const labelReplace: CallEvaluator = (plan, grid, evaluator) => {
  const { semantics, run } = evaluator.context;
  const [target, replacement] = [textArgument(plan, 1), textArgument(plan, 2)];
  const [source, pattern] = [textArgument(plan, 3), textArgument(plan, 4)];
  const replace = replacer(pattern, replacement, semantics);
  if (!isValidLabelName(target, semantics)) {
    failExecution(`invalid destination label name in label_replace(): ${target}`);
  }
  return relabelled(evaluator.vector(argument(plan, 0), grid), target, run, (labels) =>
    replace(labelValue(labels, source) ?? ''),
  );
};

/** @returns undefined for a text that does not match as a whole. Texts repeat from series to series, so results are kept. */
function replacer(pattern: string, replacement: string, semantics: Semantics): (text: string) => string | undefined {
  const regexp = compiled(pattern, semantics);
  const template = parseTemplate(replacement);
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const matcher = regexp.matcher(text);
    const result = matcher.find() ? (expandTemplate(template, matcher, mostCharacters) ?? tooLong()) : undefined;
    known.set(text, result);
    return result;
  };
}

/** Longer than any label should be, and far below what would be too much for this machine. */
const mostCharacters = 2 ** 24;

function tooLong(): never {
  throw new EvaluationError('budget', 'label_replace() would make a label value longer than 16,777,216 characters');
}

/** Anchored as Prometheus does it, by the text around it. */
function compiled(pattern: string, { dotMatchesNewline }: Semantics): RE2JS {
  try {
    return RE2JS.compile(`^(?${dotMatchesNewline ? 's' : ''}:${pattern})$`);
  } catch {
    return failExecution(`invalid regular expression in label_replace(): ${pattern}`);
  }
}

const labelJoin: CallEvaluator = (plan, grid, evaluator) => {
  const { semantics, run } = evaluator.context;
  const [target, separator] = [textArgument(plan, 1), textArgument(plan, 2)];
  const sources = textArguments(plan, 3);
  const invalid = sources.find((source) => !isValidLabelName(source, semantics));
  if (invalid !== undefined) failExecution(`invalid source label name in label_join(): ${invalid}`);
  if (!isValidLabelName(target, semantics)) {
    failExecution(`invalid destination label name in label_join(): ${target}`);
  }
  return relabelled(evaluator.vector(argument(plan, 0), grid), target, run, (labels) =>
    sources.map((source) => labelValue(labels, source) ?? '').join(separator),
  );
};

/** @param newValue undefined leaves a series as it is @throws EvaluationError where two come to be the same at the same time */
function relabelled(
  columns: readonly Column[],
  target: string,
  run: QueryRun,
  newValue: (labels: Labels) => string | undefined,
): VectorValue {
  const changed = columns.map((column) => {
    run.check();
    const value = newValue(column.labels);
    if (value === undefined) return column;
    // A text may be made longer and longer, which columns are not.
    run.charge(2 * value.length);
    // A name that was to go has been given anew.
    const dropName = target === metricNameLabel ? false : column.dropName;
    return { ...column, labels: withLabel(column.labels, target, value), dropName };
  });
  return { kind: 'vector', columns: uniteColumns(changed) };
}

export const labelCalls: readonly NamedCall[] = [
  ['label_join', labelJoin],
  ['label_replace', labelReplace],
];
