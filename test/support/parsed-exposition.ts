/** What our own strict parser finds in a text exposition, as one value to compare. */
import { LineCache } from '../../shared/exposition/line-cache.ts';
import { parserFor } from '../../shared/exposition/parser-for.ts';

/** By the series as its labels say, in the order of the text. @throws ExpositionError */
export function parsedExposition(text: string): ReadonlyMap<string, number> {
  const cache = new LineCache();
  const { count, lines, values } = parserFor('text', { cache, dialect: '3' }).parse(new TextEncoder().encode(text));
  return new Map(Array.from({ length: count }, (_, i) => [labelsKey(cache.labels(lines[i] ?? 0)), values[i] ?? NaN]));
}

/** @param labels names and values in turn */
function labelsKey(labels: readonly string[]): string {
  return JSON.stringify(labels);
}

/** `# HELP` and `# TYPE` of each metric. */
export function describedMetrics(text: string): ReadonlyMap<string, readonly string[]> {
  const comments = text.split('\n').flatMap((line) => {
    const [, kind, name = '', what = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    return kind === undefined ? [] : [{ name, what }];
  });
  return new Map(
    [...Map.groupBy(comments, ({ name }) => name)].map(([name, all]) => [name, all.map(({ what }) => what)]),
  );
}
