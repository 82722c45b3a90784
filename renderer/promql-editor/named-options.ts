/** What the server has for a place of an expression, metrics, labels and values; and what was run before. Names are hostile. */
import { plainText, shortened } from '../../shared/format/plain-text.ts';
import type { FoundMetric } from '../../shared/model/catalog.ts';
import type { Wanted, WantedOf } from '../../shared/promql/completion-at.ts';
import { fittingQuery, metricSelector } from '../../shared/promql/fitting-query.ts';
import { printLabel } from '../../shared/promql/print.ts';
import { type CompletionTexts, infoOf, type Option } from './completion-option.ts';
import type { EditorCatalog } from './editor-catalog.ts';
import { applyLabel, applyText } from './inserts.ts';

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
        ...shown(name, text),
        detail: texts.kind('label'),
        apply: quotes === undefined ? applyLabel(name, needsOperator) : applyText(name, quotes),
      }));
      return [...metrics.map((one) => quotedMetric(one, quotes, texts)), ...labels];
    }
    case 'grouping': {
      const names = await catalog.labelNames(wanted.selector, wanted.text, mostShown, signal);
      return names
        .filter((name) => name !== '__name__')
        .map((name) => ({
          ...shown(name, wanted.text),
          detail: texts.kind('label'),
          apply: wanted.quotes === undefined ? printLabel(name) : applyText(name, wanted.quotes),
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
  const option = { ...shownMetric(name, marks), detail: texts.type(type), info, apply: metricSelector(name) };
  const fitting = fittingQuery(name, type);
  if (fitting === metricSelector(name) || marks[0]?.[0] !== 0) return [option];
  return [option, { label: plainText(fitting), detail: texts.kind('template'), info, apply: fitting }];
}

function shownMetric(name: string, marks: FoundMetric['marks']): Pick<Option, 'label' | 'marks'> {
  const label = plainText(name);
  return { label, marks: label === name ? marks.flat() : [] };
}

function quotedMetric(
  { name, type, help, marks }: FoundMetric,
  quotes: WantedOf<'labelName'>['quotes'],
  texts: CompletionTexts,
): Option {
  const info = () => infoOf(name, help, '');
  return { ...shownMetric(name, marks), detail: texts.type(type), info, apply: applyText(name, quotes) };
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
    ...shown(value === '' ? '""' : value, text),
    detail: texts.kind('value'),
    apply: applyText(isRegex ? literalPattern(value) : value, quotes),
  }));
}

/** A regular expression that matches the text and nothing else. */
function literalPattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** More is in no line of the list. */
const longestLabel = 200;

/** A server's text is hostile: what cannot be seen in it is told. */
function shown(name: string, text: string): Pick<Option, 'label' | 'marks'> {
  const label = plainText(shortened(name, longestLabel));
  const from = text === '' ? -1 : label.toLowerCase().indexOf(text.toLowerCase());
  return { label, marks: from === -1 ? [] : [from, from + text.length] };
}

const mostQueries = 8;

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
    ...shown(expr.replace(/\s+/g, ' '), text),
    detail: name === '' ? texts.kind(starred ? 'starred' : 'query') : plainText(name),
    info: () => infoOf(expr, name, ''),
    apply: expr,
  }));
}
