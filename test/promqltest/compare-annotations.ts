/** Whether a query's warnings and infos are those that a script expects. */
import type { Annotation } from '../../shared/promql/engine/annotations.ts';
import type { Difference } from './compare-result.ts';
import type { Expectation, ExpectedAnnotations } from './script.ts';

export function compareAnnotations(expected: Expectation, got: readonly Annotation[]): Difference | undefined {
  const textsOf = (kind: Annotation['kind']) => got.filter((one) => one.kind === kind).map(({ text }) => text);
  return (
    compareKind('warning', expected.warnings, textsOf('warning')) ??
    compareKind('info', expected.infos, textsOf('info'))
  );
}

function compareKind(
  kind: Annotation['kind'],
  { patterns, forbidden }: ExpectedAnnotations,
  texts: readonly string[],
): Difference | undefined {
  const got = texts.length === 0 ? `no ${kind}` : texts.join('; ');
  if (forbidden) return texts.length === 0 ? undefined : { expected: `no ${kind}`, got };
  if (patterns.length === 0) return undefined;
  const unmet = patterns.find((pattern) => !texts.some((text) => pattern.matches(text)));
  if (unmet !== undefined) return { expected: `${kind}: ${unmet.description}`, got };
  const extra = texts.find((text) => !patterns.some((pattern) => pattern.matches(text)));
  return extra === undefined ? undefined : { expected: `no other ${kind}`, got: extra };
}
