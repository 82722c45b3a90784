/** Warnings and infos that a query collects: each text once, with the place of the expression that it is about. Prometheus's words. */
import type { Span } from '../ast.ts';

export interface Annotation {
  readonly kind: 'warning' | 'info';
  /** `PromQL warning: …`, or a storage's own words; without a place. */
  readonly text: string;
  readonly at: Span;
}

export interface Annotations {
  warn(text: string, at: Span): void;
  info(text: string, at: Span): void;
  /** What a storage says of what was selected. */
  warnOfStorage(text: string, at: Span): void;
  list(): readonly Annotation[];
}

export function createAnnotations(): Annotations {
  const known = new Map<string, Annotation>();
  const add = (kind: Annotation['kind'], text: string, at: Span) => {
    // As in Prometheus, the same words about another place are told once.
    if (!known.has(text)) known.set(text, { kind, text, at });
  };
  return {
    warn: (text, at) => add('warning', `PromQL warning: ${text}`, at),
    info: (text, at) => add('info', `PromQL info: ${text}`, at),
    warnOfStorage: (text, at) => add('warning', text, at),
    list: () => [...known.values()],
  };
}
