/** What a killed process exported: under its name a file is whole, and what was acknowledged is there. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf, itemsOf, samplesOf } from '../recordings.ts';
import type { StoredSamples } from '../stored-samples.ts';
import type { ModelSnapshot } from './model.ts';

/** Takes the files away. @param acknowledged file name → what was in the history as it was made @returns what is wrong */
export async function checkExports(
  dir: string,
  acknowledged: ReadonlyMap<string, ModelSnapshot>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of acknowledged.keys()) if (!existsSync(join(dir, name))) problems.push(`the export ${name} is lost`);
  for (const name of readdirSync(dir)) {
    if (!name.endsWith('.bnr')) continue;
    const items = await itemsOf(readFileSync(join(dir, name)));
    rmSync(join(dir, name));
    const samples = samplesOf(columnsOf(items));
    const end = items.at(-1);
    if (end?.kind !== 'end') problems.push(`the export ${name} has no end`);
    else if (end.counts.samples !== countOf(samples)) problems.push(`the export ${name} is partial`);
    const then = acknowledged.get(name);
    if (then !== undefined) problems.push(...compared(samples, then, name));
  }
  return problems;
}

function countOf(samples: StoredSamples): number {
  return [...samples.values()].reduce((sum, its) => sum + its.size, 0);
}

function* compared(samples: StoredSamples, then: ModelSnapshot, name: string): Generator<string> {
  for (const [series, its] of then.samples) {
    for (const [timeMs, text] of its) {
      const found = samples.get(series)?.get(timeMs);
      if (found !== text && !(found === undefined && then.mayBeGone(series, timeMs)))
        yield `the export ${name} has ${found} for ${series} at ${timeMs}, and should have ${text}`;
    }
  }
  for (const [series, its] of samples) {
    for (const timeMs of its.keys()) {
      if (then.samples.get(series)?.has(timeMs) !== true) yield `the export ${name} has ${series} at ${timeMs}`;
    }
  }
}
