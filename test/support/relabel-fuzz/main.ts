/** `npm run relabel-fuzz -- [--seed N] [--rounds N]`: random targets, series and rules, a round being 100 seeds of each. */
import { parseArgs } from 'node:util';
import { errorText } from '../../../shared/base/errors.ts';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { randomJob } from './random-targets.ts';
import { compareRefusals } from './refusal-differential.ts';
import { compareSeries } from './series-differential.ts';
import { compareTargets } from './target-differential.ts';

const usage = 'Usage: npm run relabel-fuzz -- [--seed N] [--rounds N]';

function readArguments() {
  try {
    const options = { seed: { type: 'string' }, rounds: { type: 'string' } } as const;
    const { values } = parseArgs({ options, allowPositionals: false });
    for (const [name, text] of Object.entries(values)) {
      if (!(Number(text) >= 1)) throw new Error(`--${name} needs a number from 1 on.`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`relabel-fuzz: ${errorText(error)}\n${usage}\n`);
    return process.exit(2);
  }
}

const given = readArguments();
const first = Number(given.seed ?? 1);
const rounds = Number(given.rounds ?? 10);
const seedsPerRound = 100;

let different = 0;
for (let round = 0; round < rounds; round += 1) {
  const seeds = Array.from({ length: seedsPerRound }, (_, i) => first + round * seedsPerRound + i);
  const targets = await compareTargets(seeds.map((seed) => randomJob(seed, prometheus2, 50)));
  const series = await compareSeries(seeds, 30);
  // Rules alone are cheap.
  const refusals = await compareRefusals(seeds.flatMap((seed) => Array.from({ length: 10 }, (_, i) => seed * 10 + i)));
  const differences = [...targets.differences, ...series.differences, ...refusals.differences];
  for (const difference of differences) console.log(difference);
  different += differences.length;
  const { refused, taken } = refusals;
  console.log(`from seed ${seeds[0]}:`, { targets: targets.counts, series: series.counts, rules: { refused, taken } });
}
console.log(`${different} different`);
process.exitCode = different === 0 ? 0 : 1;
