/** Warnings and infos that a query collects: each text once, with the place of the expression that it is about. Prometheus's words. */
import type { Span } from '../ast.ts';

export interface Annotation {
  readonly kind: 'warning' | 'info';
  /** `PromQL warning: …`, without a place. */
  readonly text: string;
  readonly at: Span;
}

export interface Annotations {
  warn(text: string, at: Span): void;
  info(text: string, at: Span): void;
  list(): readonly Annotation[];
}

export function createAnnotations(): Annotations {
  const known = new Map<string, Annotation>();
  const add = (kind: Annotation['kind'], text: string, at: Span) => {
    const whole = `PromQL ${kind}: ${text}`;
    // As in Prometheus, the same words about another place are told once.
    if (!known.has(whole)) known.set(whole, { kind, text: whole, at });
  };
  return {
    warn: (text, at) => add('warning', text, at),
    info: (text, at) => add('info', text, at),
    list: () => [...known.values()],
  };
}
