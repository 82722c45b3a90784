/**
 * What every benchmark stands on: variants measured in turn (A B A B …), medians, a table, one RESULT line a figure, and the raw runs
 * as JSON. The machine may be noisy: what is compared is always of one run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Figure {
  /** Of the benchmark's figures: `ratio`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly op: '<=' | '<' | '>='; readonly bound: number };
}

/** Variant → its measurement in each round. */
export type Runs = Readonly<Record<string, readonly number[]>>;

const defaultRounds = 6;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/**
 * Measures each variant once a round, one after the other, so that what slows the machine slows all of them.
 * @param variants each does its work once and returns its measurement; a promise is awaited.
 * @param warmUps rounds before the first that counts.
 */
export async function interleave<Name extends string>(
  variants: Readonly<Record<Name, () => number | Promise<number>>>,
  { rounds = defaultRounds, warmUps = 1 }: { readonly rounds?: number; readonly warmUps?: number } = {},
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(variants) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of names) {
      // Each pays for its own garbage, and for nobody else's.
      collectGarbage();
      const value = await variants[name]();
      if (round >= 0) runs[name].push(value);
    }
  }
  return runs;
}

/** @returns milliseconds. */
export function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) throw new Error('the median of nothing');
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function isMet({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  if (goal.op === '>=') return value >= goal.bound;
  return goal.op === '<=' ? value <= goal.bound : value < goal.bound;
}

const round = (value: number) => Number(value.toPrecision(4));

/** Prints the figures, keeps the runs, and sets the exit code: 1 where a bound is missed, unless `--report` was given. */
export function report(bench: string, figures: readonly Figure[], runs: Readonly<Record<string, Runs>>): void {
  const rows = figures.map((figure) => [
    figure.name,
    `${round(figure.value)} ${figure.unit}`,
    figure.goal === undefined ? '' : `${figure.goal.op} ${figure.goal.bound} ${figure.unit}`,
    figure.goal === undefined ? '' : isMet(figure) ? 'met' : 'missed',
  ]);
  console.log(`\n${bench}\n${table([['figure', 'value', 'goal', ''], ...rows])}\n`);
  for (const figure of figures) {
    const { name, value, unit, goal } = figure;
    if (goal === undefined) continue;
    console.log(
      `RESULT ${bench}.${name} ${round(value)} ${unit} goal ${goal.op} ${goal.bound} ${isMet(figure) ? 'met' : 'missed'}`,
    );
  }
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() };
  const directory = join(import.meta.dirname, '../../bench-results');
  mkdirSync(directory, { recursive: true });
  const at = new Date().toISOString();
  const file = join(directory, `${bench}-${at.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ bench, at, machine, figures, runs }, undefined, 2)}\n`);
  if (!process.argv.includes('--report') && !figures.every(isMet)) process.exitCode = 1;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
