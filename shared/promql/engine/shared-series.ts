/** Whether two selectors may select a series that both have. Said of matchers alone: no series is looked at. */
import type { LabelMatcher, VectorSelector } from '../ast.ts';
import type { SeriesMatcher } from '../queryable.ts';
import { seriesMatcher } from './series-matcher.ts';

/** Longer patterns are not looked into: they take long to compile, and lists of values to go through. */
export const longestPattern = 1000;

/** What a selector says, by label; of the metric's name as `__name__`. Without patterns that are too long. */
export type SelectedLabels = ReadonlyMap<string, readonly SeriesMatcher[]>;

export function selectedLabels({ name, matchers }: Pick<VectorSelector, 'name' | 'matchers'>): SelectedLabels {
  const labels = new Map<string, SeriesMatcher[]>();
  const named = name === undefined ? [] : [{ name: '__name__', op: '=', value: name } as const];
  for (const matcher of [...named, ...matchers]) {
    if (isPattern(matcher) && matcher.value.length > longestPattern) continue;
    const its = labels.get(matcher.name) ?? [];
    labels.set(matcher.name, its);
    its.push(
      isPattern(matcher) && special.test(matcher.value) ? patternMatcher(matcher) : seriesMatcher(matcher, true),
    );
  }
  return labels;
}

const isPattern = ({ op }: LabelMatcher) => op === '=~' || op === '!~';

/** Without any of these a pattern is a list of values. */
const special = /[\\.*+?^$()[\]{}]/;

/** Compiled when it is needed: of most texts the beginning says enough. */
function patternMatcher(matcher: LabelMatcher): SeriesMatcher {
  const { name, op, value } = matcher;
  const prefix = prefixOf(value);
  let made: SeriesMatcher | undefined;
  const matches = (text: string) => {
    if (!text.startsWith(prefix)) return op === '!~';
    made ??= seriesMatcher(matcher, true);
    return made.matches(text);
  };
  return { name, op, value, matches, values: undefined };
}

/** How all begin that a pattern of a few plain characters before a group matches, as `node_(load1|load5)`; '' where nothing is said. */
function prefixOf(pattern: string): string {
  const [prefix = ''] = /^[\w:]+(?=\()/.exec(pattern) ?? [];
  // In a class, or behind a backslash, a parenthesis or a bar is none.
  if (prefix === '' || /[\\[]/.test(pattern)) return '';
  let depth = 0;
  for (const character of pattern) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return '';
  }
  return prefix;
}

/** False only where that is proved: by a label of which one of them names its values, and the two together match none. */
export function mayShareSeries(a: SelectedLabels, b: SelectedLabels): boolean {
  for (const [name, its] of a) {
    const others = b.get(name);
    if (others !== undefined && areDisjoint([...its, ...others])) return false;
  }
  return true;
}

function areDisjoint(matchers: readonly SeriesMatcher[]): boolean {
  const values = matchers.find((one) => one.values !== undefined)?.values;
  if (values === undefined) return false;
  // Whether `.` is a line break hangs on the version of the server.
  return values.every((value) => !value.includes('\n') && matchers.some(({ matches }) => !matches(value)));
}
