/** Why one selector has no samples: which of its matchers nothing has, or, where series have them all, when the last sample was. */
import type { EmptyReason } from '../../../../shared/model/catalog.ts';
import { metricNameLabel } from '../../../../shared/model/labels.ts';
import type { LabelMatcher } from '../../../../shared/promql/ast.ts';
import { matchesEmpty } from '../../../../shared/promql/parse-selector.ts';
import { printMatcher } from '../../../../shared/promql/print.ts';
import type { ReadSelector } from '../../../../shared/promql/read-selectors.ts';
import type { SourceCatalog, TimeSpan } from '../source.ts';
import { nearPatterns } from './near-patterns.ts';
import { type Ask, hasSamples, lastSample } from './samples.ts';

export interface SelectorAsker {
  readonly catalog: Pick<SourceCatalog, 'hasSeries' | 'nearest'>;
  readonly ask: Ask;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

const dayMs = 86_400_000;
/** How long a sample stands for its series, unless the server was told otherwise. */
const lookbackMs = 5 * 60_000;
/** Each is a request. */
const mostMatchers = 20;
const mostNear = 3;

/** @returns undefined where it has samples */
export async function explainSelector(asker: SelectorAsker, selector: ReadSelector): Promise<EmptyReason | undefined> {
  const { evaluated, rangeMs, matchers } = selector;
  const reach = { startMs: evaluated.startMs - (rangeMs ?? lookbackMs), endMs: evaluated.endMs };
  const text = printed(matchers);
  const { catalog, ask, signal } = asker;
  if ((await catalog.hasSeries(text, reach, signal)) && (await hasSamples(ask, text, selector))) return undefined;
  if (matchers.length > mostMatchers) return { kind: 'unknown' };
  return (await explainMatchers(asker, matchers, reach)) ?? noSamples(asker, matchers, evaluated.endMs);
}

const printed = (matchers: readonly LabelMatcher[]) => `{${matchers.map(printMatcher).join(',')}}`;
const isName = ({ name }: LabelMatcher) => name === metricNameLabel;

/** One after the other, as they are written, but the names first: the first that leaves nothing is why. */
async function explainMatchers(
  { catalog, nowMs, signal }: SelectorAsker,
  matchers: readonly LabelMatcher[],
  reach: TimeSpan,
): Promise<EmptyReason | undefined> {
  // What was there a day before or is there now exists.
  const span = { startMs: Math.min(reach.startMs, reach.endMs - dayMs), endMs: Math.max(reach.endMs, nowMs) };
  const has = (some: readonly LabelMatcher[]) => catalog.hasSeries(printed(some), span, signal);
  const nearest = (text: string, among: Parameters<SourceCatalog['nearest']>[1]) =>
    catalog.nearest(text, among, mostNear, signal);
  const names = matchers.filter(isName);
  if (names.length > 0 && !(await has(names))) {
    const metric = metricOf(names);
    const isOneName = names.length === 1 && names[0]?.op === '=';
    return { kind: 'noMetric', metric, near: isOneName ? await nearest(metric, { kind: 'metric' }) : [] };
  }
  const metric = metricOf(names);
  let kept = names;
  for (const matcher of matchers) {
    if (isName(matcher)) continue;
    const { name: label, op, value } = matcher;
    if (await has([...kept, matcher])) {
      kept = [...kept, matcher];
      continue;
    }
    const among = printed(names);
    if (!matchesEmpty(matcher) && !(await has([...names, { name: label, op: '!=', value: '' }])))
      return { kind: 'noLabel', metric, label, near: await nearest(label, { kind: 'label', selector: among, span }) };
    const others = kept.filter((one) => !isName(one));
    const isThereAlone = others.length > 0 && (await has([...names, matcher]));
    const selector = isThereAlone ? printed(kept) : among;
    const near = await nearPatterns(matcher, (text) => nearest(text, { kind: 'value', label, selector, span }));
    const beside = isThereAlone ? others.map(printMatcher).join(',') : '';
    return { kind: 'noValue', metric, label, op, value, beside, near };
  }
  return undefined;
}

/** The name; what it has to match, where that is all that is said; '' where nothing is. */
function metricOf(names: readonly LabelMatcher[]): string {
  const [only] = names;
  if (only === undefined) return '';
  return (
    names.find(({ op }) => op === '=')?.value ?? (names.length === 1 && only.op === '=~' ? only.value : printed(names))
  );
}

async function noSamples(
  { ask, nowMs }: SelectorAsker,
  matchers: readonly LabelMatcher[],
  endMs: number,
): Promise<EmptyReason> {
  const text = printed(matchers);
  const metric = matchers.some(isName) ? metricOf(matchers.filter(isName)) : text;
  const before = await lastSample(ask, text, endMs);
  // It may have begun after what was looked at.
  const lastMs = before ?? (nowMs > endMs ? await lastSample(ask, text, nowMs) : undefined);
  return { kind: 'noSamples', metric, lastMs };
}
