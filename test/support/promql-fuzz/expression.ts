/** What the generator makes: expressions with what has to be known of them to put them into others, and to compare their values. */
import type { Chance } from './chance.ts';

/** An expression whose value is an instant vector or a scalar. */
export interface Expression {
  readonly text: string;
  /**
   * Made of operations only that have one right answer in IEEE 754, whoever computes them: its numbers are compared bit by bit. What is
   * not exact is never put where a difference in the last digit would become a large one (comparisons, floor, changes, buckets …).
   */
  readonly exact: boolean;
  /**
   * Another expression with the same label sets: how large the numbers were that went into this one. Differences of the last digits of
   * those stay where they cancel each other out, so results are allowed 1e-12 of it. Undefined: the result's own size.
   */
  readonly size: string | undefined;
  /** The labels that its series have, apart from the name. */
  readonly labels: readonly string[];
}

/** A range vector. */
export interface Range {
  readonly text: string;
  readonly exact: boolean;
  /** Of counters: never below 0. */
  readonly size: string | undefined;
  readonly labels: readonly string[];
}

export interface Generator {
  readonly chance: Chance;
  /** How much deeper it may still go. */
  readonly depth: number;
  /** An instant vector. @param exact only an exact one will do */
  vector(generator: Generator, exact?: boolean): Expression;
}

export function deeper(generator: Generator): Generator {
  return { ...generator, depth: generator.depth - 1 };
}

export function sizeOf({ text, size }: Expression): string {
  return size ?? `abs(${text})`;
}

/** As PromQL writes texts. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
