/** Random rules through `promtool check config` and through our reading: which are refused, and in which words. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { type RelabelReading, readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { chanceOf } from '../promql-fuzz/chance.ts';
import { randomRefusal } from './random-refusals.ts';

export interface RefusalComparison {
  readonly refused: number;
  readonly taken: number;
  readonly differences: readonly string[];
}

/** @param seeds a rule each; promtool reads them all in one run */
export async function compareRefusals(seeds: readonly number[]): Promise<RefusalComparison> {
  const rules = seeds.map((seed) => randomRefusal(chanceOf(seed)));
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-relabel-'));
  try {
    const files = seeds.map((seed) => join(dir, `${seed}.yml`));
    const texts = rules.map((rule) => stringify({ scrape_configs: [{ job_name: 'a', relabel_configs: [rule] }] }));
    await Promise.all(files.map((file, i) => writeFile(file, texts[i] ?? '')));
    const verdicts = await check(files);
    const differences = rules.flatMap((rule, i) => {
      const difference = compare(readRelabelConfigs([rule], prometheus2), verdicts[i]);
      return difference === undefined ? [] : [`seed ${seeds[i]}: ${difference}\n${texts[i]}`];
    });
    const refused = verdicts.filter((verdict) => verdict !== undefined).length;
    return { refused, taken: verdicts.length - refused, differences };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** @returns for each file what promtool has against it */
async function check(files: readonly string[]): Promise<readonly (string | undefined)[]> {
  // It ends with 1 where any file is refused.
  const [output, errors] = await new Promise<readonly [string, string]>((resolve) => {
    const limits = { maxBuffer: 2 ** 26, timeout: 60_000 };
    execFile('promtool', ['check', 'config', ...files], limits, (_, ...outputs) => resolve(outputs));
  });
  const faults = new Map<string, string>();
  for (const part of errors.split('FAILED: parsing YAML file ').slice(1)) {
    const [file = ''] = part.split(': ', 1);
    faults.set(file, part.slice(file.length + 2).trim());
  }
  const unread = files.find((file) => faults.has(file) === output.includes(`${file} is valid`));
  if (unread !== undefined) throw new Error(`promtool says nothing of ${unread}:\n${output}${errors}`.slice(0, 4000));
  return files.map((file) => faults.get(file));
}

function compare(reading: RelabelReading, verdict: string | undefined): string | undefined {
  if (reading.kind === 'rules') return verdict === undefined ? undefined : `refused only there: ${verdict}`;
  const messages = reading.problems.map(({ message }) => message);
  if (verdict === undefined) return `refused only here: ${messages.join('; ')}`;
  return isSaid(messages, verdict) ? undefined : `there: ${verdict}\n  here: ${messages.join('; ')}`;
}

/** It tells the first fault, or all that are of a type; and calls the types by their names there. */
function isSaid(messages: readonly string[], verdict: string): boolean {
  if (/(?:cannot unmarshal|not found in type)/.test(verdict)) {
    return messages.some((message) => /(?:cannot unmarshal|not found in type)/.test(message));
  }
  return messages.some((message) => verdict.includes(message));
}
