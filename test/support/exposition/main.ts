/** `npm run exposition-fuzz -- [--seed=N] [--bodies=N]`: mutated bodies, scraped by a real Prometheus and read by our parser; ends with 1 where they differ. */
import { parseArgs } from 'node:util';
import { differenceOf } from './compare-bodies.ts';
import { mutatedBodies } from './mutations.ts';
import { sampleBodies } from './sample-bodies.ts';
import { scrapeBodies } from './scraped-bodies.ts';

const atOnce = 1500;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, bodies: { type: 'string', default: '3000' } },
});
const sources = sampleBodies();
let differences = 0;
let refused = 0;
for (let done = 0, seed = Number(values.seed); done < Number(values.bodies); done += atOnce, seed += 1) {
  const nowMs = Date.now();
  const bodies = mutatedBodies(sources, seed, Math.min(atOnce, Number(values.bodies) - done), nowMs);
  const scraped = await scrapeBodies(bodies);
  for (const [at, served] of bodies.entries()) {
    const found = scraped[at];
    if (found === undefined) continue;
    if (found.lastError !== undefined) refused += 1;
    const difference = differenceOf(served, found, nowMs);
    if (difference === undefined) continue;
    differences += 1;
    console.log(
      `seed ${seed}, body ${at} (${served.contentType})\n${JSON.stringify(Buffer.from(served.body).toString('latin1'))}\n${difference}\n`,
    );
  }
}
console.log(`${values.bodies} bodies, ${refused} of them refused by Prometheus, ${differences} read differently`);
if (differences > 0) process.exitCode = 1;
