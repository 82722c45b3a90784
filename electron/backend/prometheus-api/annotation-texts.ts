/** Warnings and infos of an answer, as Prometheus writes them: with the place in the query, and at most ten of each. */
import type { Annotation } from '../../../shared/promql/engine/annotations.ts';
import { placeOf } from '../../../shared/promql/promql-error.ts';
import { jsonText } from './json-text.ts';

const mostOfEach = 10;

/** @param more warnings about the request. @returns the envelope's fields with their commas, or '' */
export function annotationFields(
  annotations: readonly Annotation[],
  queryText: string,
  more: readonly string[] = [],
): string {
  const texts = (wanted: Annotation['kind']) =>
    annotations
      .filter(({ kind }) => kind === wanted)
      .map(({ text, at }) => `${text} (${placeOf(queryText, at.start)})`);
  return field('warnings', 'warning', [...texts('warning'), ...more]) + field('infos', 'info', texts('info'));
}

function field(name: string, kind: string, texts: readonly string[]): string {
  if (texts.length === 0) return '';
  const omitted = texts.length - mostOfEach;
  const told = omitted > 0 ? [...texts.slice(0, mostOfEach), `${omitted} more ${kind} annotations omitted`] : texts;
  return `,"${name}":[${told.map(jsonText).join(',')}]`;
}
