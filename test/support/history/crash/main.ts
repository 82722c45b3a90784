/** `npm run soak -- [--minutes N] [--seed N]`: until so much time went by, and 200 kills at least. The same seed does the same again. */
import { parseArgs } from 'node:util';
import { errorText } from '../../../../shared/base/errors.ts';
import { type CrashTotals, runWorlds } from './run-worlds.ts';

const usage = 'Usage: npm run soak -- [--minutes N] [--seed N]';

function readArguments() {
  try {
    const options = { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '10' } } as const;
    const { values } = parseArgs({ options, allowPositionals: false });
    const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
    if (!(Number.isSafeInteger(seed) && seed > 0)) throw new Error('--seed needs a whole number above 0.');
    if (!(minutes >= 0)) throw new Error('--minutes needs a number.');
    return { seed, minutes };
  } catch (error) {
    process.stderr.write(`soak: ${errorText(error)}\n${usage}\n`);
    return process.exit(2);
  }
}

const leastKills = 200;
const killsPerWorld = 20;
const { seed, minutes } = readArguments();
const startMs = performance.now();
const minutesSince = () => (performance.now() - startMs) / 60_000;
let [saidMinutes, saidFailures] = [0, 0];

function totalsText({ kills, checks, failures }: CrashTotals): string {
  return `${kills} kills, ${checks} checks, ${failures.length} failures`;
}

function tell(totals: CrashTotals): void {
  for (const failure of totals.failures.slice(saidFailures)) console.log(failure);
  saidFailures = totals.failures.length;
  if (minutesSince() < saidMinutes + 1) return;
  saidMinutes = Math.floor(minutesSince());
  const [what] = [...totals.at.keys()].slice(-1);
  console.log(`${saidMinutes} min: ${totalsText(totals)}; the last kind that was new: ${what}`);
}

console.log(`Killing from seed ${seed} on, for ${minutes} minutes and ${leastKills} times at least.`);
const totals = await runWorlds({
  ...{ firstSeed: seed, killsPerWorld, onKill: tell },
  isOver: (kills) => kills >= leastKills && minutesSince() >= minutes,
});
tell(totals);
for (const [what, times] of [...totals.at].sort(([, a], [, b]) => b - a))
  console.log(`${String(times).padStart(6)} ${what}`);
console.log(totalsText(totals));
process.exitCode = totals.failures.length === 0 ? 0 : 1;
