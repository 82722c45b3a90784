/** What the language itself has for a place of an expression: nothing is asked for. */
import { snippetCompletion } from '@codemirror/autocomplete';
import type { Wanted, WantedOf } from '../../shared/promql/completion-at.ts';
import { formerFunctions, hasFunction } from '../../shared/promql/function-versions.ts';
import { type FunctionSignature, functions } from '../../shared/promql/functions.ts';
import { isExperimental } from '../../shared/promql/lint-versions.ts';
import { type CompletionTexts, infoOf, type Option } from './completion-option.ts';
import { applyCall } from './inserts.ts';
import { templates } from './templates.ts';

export function languageOptions(
  wanted: Wanted,
  serverVersion: string | undefined,
  texts: CompletionTexts,
): readonly Option[] {
  switch (wanted.kind) {
    case 'expression':
      return [
        ...words(expressionWords(wanted), wanted.text, texts.kind('keyword')),
        ...(wanted.text === ''
          ? []
          : [...aggregations(wanted, serverVersion, texts), ...calls(wanted, serverVersion, texts)]),
        ...templateOptions(wanted.text, texts),
      ];
    case 'operator':
      return [
        ...(wanted.needsRange ? ranges(wanted.text, texts) : []),
        ...words(operatorWords(wanted), wanted.text, texts.kind('keyword')),
      ];
    case 'duration':
      return words(durations(wanted.text), wanted.text, texts.kind('duration'));
    case 'time':
      return words(['start()', 'end()'], wanted.text, texts.kind('time'));
    default:
      return [];
  }
}

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
    ? commonDurations.slice(0, 8).map((label) => ({ label: `[${label}]`, detail: texts.kind('duration') }))
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
    detail: texts.kind('aggregation'),
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
        detail: isExperimental(name, version) ? texts.kind('experimental') : texts.kind('function'),
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
        detail: texts.kind('template'),
        info: () => infoOf(shown, texts.template(name), ''),
      }),
    );
}
