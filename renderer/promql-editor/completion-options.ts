/** What the list of completions has for a place of an expression: from the catalog of names, from the language, and from what was run before. */
import { type Completion, snippetCompletion } from '@codemirror/autocomplete';
import type { FoundMetric } from '../../shared/model/catalog.ts';
import type { Wanted } from '../../shared/promql/completion-at.ts';
import { fittingQuery, metricSelector } from '../../shared/promql/fitting-query.ts';
import { formerFunctions, hasFunction } from '../../shared/promql/function-versions.ts';
import { type FunctionSignature, functions } from '../../shared/promql/functions.ts';
import { isExperimental } from '../../shared/promql/lint-versions.ts';
import type { EditorCatalog } from './editor-catalog.ts';
import { applyCall, applyLabel, applyText, labelText } from './inserts.ts';
import { type TemplateName, templates } from './templates.ts';

type CompletionKind =
  | 'function'
  | 'experimental'
  | 'aggregation'
  | 'keyword'
  | 'label'
  | 'value'
  | 'duration'
  | 'time'
  | 'query'
  | 'starred'
  | 'template';

export interface CompletionTexts {
  readonly type: (type: FoundMetric['type']) => string;
  /** What a function or aggregation does, and what goes wrong with it; '' where nothing is said. */
  readonly does: (name: string) => string;
  readonly trap: (name: string) => string;
  readonly template: (name: TemplateName) => string;
  readonly kind: Readonly<Record<CompletionKind, string>>;
  readonly failed: (reason: string) => string;
}

/** An option, and where it matches what was typed. */
export type Option = Completion & { readonly marks?: readonly number[] };

/** Of the language, by themselves: nothing is asked for. */
export function languageOptions(
  wanted: Wanted,
  serverVersion: string | undefined,
  texts: CompletionTexts,
): readonly Option[] {
  switch (wanted.kind) {
    case 'expression':
      return [
        ...words(expressionWords(wanted), wanted.text, texts.kind.keyword),
        ...(wanted.text === ''
          ? []
          : [...aggregations(wanted, serverVersion, texts), ...calls(wanted, serverVersion, texts)]),
        ...templateOptions(wanted.text, texts),
      ];
    case 'operator':
      return [
        ...(wanted.needsRange ? ranges(wanted.text, texts) : []),
        ...words(operatorWords(wanted), wanted.text, texts.kind.keyword),
      ];
    case 'duration':
      return words(durations(wanted.text), wanted.text, texts.kind.duration);
    case 'time':
      return words(['start()', 'end()'], wanted.text, texts.kind.time);
    default:
      return [];
  }
}

type WantedOf<Kind extends Wanted['kind']> = Extract<Wanted, { kind: Kind }>;

/** Where nothing is typed, nobody asked for a word. */
function expressionWords({ mayMatch, mayBool, mayGroup }: WantedOf<'expression'>): readonly string[] {
  return [
    ...(mayBool ? ['bool'] : []),
    ...(mayMatch ? ['on', 'ignoring'] : []),
    ...(mayGroup ? ['group_left', 'group_right'] : []),
  ];
}

function operatorWords({ mayAggregate, mayModify }: WantedOf<'operator'>): readonly string[] {
  return [
    ...(mayAggregate ? ['by', 'without'] : []),
    ...(mayModify ? ['offset', '@'] : []),
    ...['and', 'or', 'unless', 'atan2'],
  ];
}

function words(all: readonly string[], text: string, detail: string): readonly Option[] {
  const low = text.toLowerCase();
  return all
    .filter((word) => word.startsWith(low) && word !== low)
    .map((label) => ({ label, detail, marks: [0, text.length] }));
}

const commonDurations = ['1m', '5m', '10m', '15m', '30m', '1h', '2h', '6h', '12h', '1d', '7d', '30d'];
/** As often as they are meant. */
const durationUnits = ['m', 'h', 'd', 's', 'w', 'y', 'ms'];

function durations(text: string): readonly string[] {
  const number = /^\d+$/.exec(text)?.[0];
  return number === undefined ? commonDurations : durationUnits.map((unit) => number + unit);
}

/** A range is missing: its brackets come with it. */
function ranges(text: string, texts: CompletionTexts): readonly Option[] {
  return text === ''
    ? commonDurations.slice(0, 8).map((label) => ({ label: `[${label}]`, detail: texts.kind.duration }))
    : [];
}

const aggregationNames =
  'sum avg min max count group topk bottomk quantile stddev stdvar count_values limitk limit_ratio'.split(' ');
const mostCalls = 12;

function aggregations(
  { text, isCalled }: WantedOf<'expression'>,
  version: string | undefined,
  texts: CompletionTexts,
): readonly Option[] {
  const fitting = aggregationNames.filter((name) => name.startsWith(text.toLowerCase()) && hasFunction(version, name));
  return fitting.map((name) => ({
    label: name,
    detail: texts.kind.aggregation,
    info: () => infoOf(`${name} by (label) (${parameterOf(name)}vector)`, texts.does(name), texts.trap(name)),
    apply: applyCall(name, true, isCalled),
    marks: [0, text.length],
  }));
}

function parameterOf(name: string): string {
  if (name === 'count_values') return 'string, ';
  return /k$|quantile|ratio/.test(name) ? 'scalar, ' : '';
}

/** What is written every day comes first; the rest by kind and name. */
const usual: ReadonlySet<string> = new Set(
  'rate increase histogram_quantile label_replace absent max_over_time avg_over_time predict_linear time clamp_min'.split(
    ' ',
  ),
);

/** What the server has not is left out; what it has to be told to take says so. */
function calls(
  { text, isCalled }: WantedOf<'expression'>,
  version: string | undefined,
  texts: CompletionTexts,
): readonly Option[] {
  const former = [...formerFunctions].flatMap(([name, { successor }]) => {
    const signature = functions.get(successor);
    return signature === undefined ? [] : [{ ...signature, name, experimental: false }];
  });
  const known = [...functions.values(), ...former].filter(
    ({ name }) => name.startsWith(text.toLowerCase()) && hasFunction(version, name),
  );
  const often = ({ name }: FunctionSignature) => Number(!usual.has(name));
  return known
    .toSorted((a, b) => often(a) - often(b))
    .slice(0, mostCalls)
    .map((signature) => {
      const { name, args, variadic } = signature;
      const described = formerFunctions.get(name)?.successor ?? name;
      return {
        label: name,
        detail: isExperimental(name, version) ? texts.kind.experimental : texts.kind.function,
        info: () => infoOf(signatureText(signature), texts.does(described), texts.trap(described)),
        apply: applyCall(name, args.length > 0 && !(args.length === 1 && variadic === 1), isCalled),
        marks: [0, text.length],
      };
    });
}

const typeNames = { scalar: 'scalar', vector: 'vector', matrix: 'range vector', string: 'string' } as const;

/** `round(vector, [scalar]) → vector` */
function signatureText({ name, args, variadic, returns }: FunctionSignature): string {
  const written = args.map((arg, index) =>
    variadic !== 0 && index === args.length - 1 ? `[${typeNames[arg]}]` : typeNames[arg],
  );
  return `${name}(${written.join(', ')}${variadic < 0 || variadic > 1 ? ', …' : ''}) → ${typeNames[returns]}`;
}

function templateOptions(text: string, texts: CompletionTexts): readonly Option[] {
  const low = text.toLowerCase();
  return templates
    .filter(({ words: of }) => of.some((word) => word.startsWith(low)) && (low === '' || low.length > 1))
    .map(({ name, template, shown }) =>
      snippetCompletion(template, {
        label: shown,
        detail: texts.kind.template,
        info: () => infoOf(shown, texts.template(name), ''),
      }),
    );
}

const mostShown = 50;

/** Of the catalog: names of metrics, labels and values. */
export async function namedOptions(
  wanted: Wanted,
  catalog: EditorCatalog,
  texts: CompletionTexts,
  signal: AbortSignal,
): Promise<readonly Option[]> {
  switch (wanted.kind) {
    case 'expression': {
      const found = await catalog.metrics(wanted.text, mostShown, signal);
      return found.flatMap((metric) => metricOptions(metric, texts));
    }
    case 'labelName': {
      const { selector, text, quotes, needsOperator, metric } = wanted;
      const [names, metrics] = await Promise.all([
        catalog.labelNames(selector, text, mostShown, signal),
        metric === 'open' && quotes !== undefined ? catalog.metrics(text, mostShown, signal) : [],
      ]);
      const fitting = names.filter((name) => name !== '__name__' || metric !== 'named');
      const labels = fitting.map((name) => ({
        label: name,
        detail: texts.kind.label,
        apply: quotes === undefined ? applyLabel(name, needsOperator) : applyText(name, quotes),
        marks: marksIn(name, text),
      }));
      return [...metrics.map((one) => quotedMetric(one, quotes, texts)), ...labels];
    }
    case 'grouping': {
      const names = await catalog.labelNames(wanted.selector, wanted.text, mostShown, signal);
      return names
        .filter((name) => name !== '__name__')
        .map((name) => ({
          label: name,
          detail: texts.kind.label,
          apply: wanted.quotes === undefined ? labelText(name) : applyText(name, wanted.quotes),
          marks: marksIn(name, wanted.text),
        }));
    }
    case 'labelValue':
      return valueOptions(wanted, catalog, texts, signal);
    default:
      return [];
  }
}

/** The metric, and of one that was nearly typed what is usually made of it. */
function metricOptions({ name, type, help, marks }: FoundMetric, texts: CompletionTexts): readonly Option[] {
  const info = () => infoOf(name, help, '');
  const option = { label: name, detail: texts.type(type), info, apply: metricSelector(name), marks: marks.flat() };
  const fitting = fittingQuery(name, type);
  if (fitting === metricSelector(name) || marks[0]?.[0] !== 0) return [option];
  return [option, { label: fitting, detail: texts.kind.template, info }];
}

function quotedMetric(
  { name, type, help, marks }: FoundMetric,
  quotes: WantedOf<'labelName'>['quotes'],
  texts: CompletionTexts,
): Option {
  const info = () => infoOf(name, help, '');
  return { label: name, detail: texts.type(type), info, apply: applyText(name, quotes), marks: marks.flat() };
}

async function valueOptions(
  { label, selector, text, quotes, isRegex }: WantedOf<'labelValue'>,
  catalog: EditorCatalog,
  texts: CompletionTexts,
  signal: AbortSignal,
): Promise<readonly Option[]> {
  // The names of metrics are in an index; their values as of a label would be read anew.
  if (label === '__name__') {
    return (await catalog.metrics(text, mostShown, signal)).map((metric) => quotedMetric(metric, quotes, texts));
  }
  const values = await catalog.labelValues(label, selector, text, mostShown, signal);
  return values.map((value) => ({
    label: value === '' ? '""' : value,
    detail: texts.kind.value,
    apply: applyText(isRegex ? literalPattern(value) : value, quotes),
    marks: marksIn(value, text),
  }));
}

/** A regular expression that matches the text and nothing else. */
function literalPattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function marksIn(name: string, text: string): readonly number[] {
  const from = text === '' ? -1 : name.toLowerCase().indexOf(text.toLowerCase());
  return from === -1 ? [] : [from, from + text.length];
}

const mostQueries = 6;

/** Where nothing else is written yet: what was run before. */
export function queryOptions(
  wanted: Wanted,
  whole: string,
  catalog: EditorCatalog,
  texts: CompletionTexts,
): readonly Option[] {
  if (wanted.kind !== 'expression') return [];
  const { from, to, text } = wanted;
  if (whole.slice(0, from).trim() !== '' || whole.slice(to).trim() !== '') return [];
  return catalog.queries(text, mostQueries).map(({ expr, name, starred }) => ({
    label: expr.replace(/\s+/g, ' '),
    detail: name === '' ? texts.kind[starred ? 'starred' : 'query'] : name,
    info: () => infoOf(expr, name, ''),
    apply: expr,
    marks: marksIn(expr.replace(/\s+/g, ' '), text),
  }));
}

export const failedType = 'failed';

/** It says why nothing came, and writes nothing. */
export function failedOption(label: string): Option {
  return { label, type: failedType, apply: () => undefined };
}

/** Beside the list; the server's words are text. */
function infoOf(title: string, does: string, trap: string): Node {
  const element = document.createElement('div');
  const head = document.createElement('code');
  head.textContent = title.slice(0, 300);
  element.append(head);
  for (const text of [does, trap]) {
    if (text === '') continue;
    const paragraph = document.createElement('p');
    paragraph.textContent = text.slice(0, 2000);
    element.append(paragraph);
  }
  return element;
}
