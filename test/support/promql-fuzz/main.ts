/** `npm run promql-fuzz -- [--seed N] [--count N] [--minutes N]`: random queries, until so many were asked or so much time went by. */
import { parseArgs } from 'node:util';
import { errorText } from '../../../shared/base/errors.ts';
import { checkAll, describeQuery, startDifferential } from './differential.ts';
import { type FuzzQuery, randomQuery } from './random-query.ts';

const usage = 'Usage: npm run promql-fuzz -- [--seed N] [--count N] [--minutes N]';

function readArguments() {
  try {
    const options = { seed: { type: 'string' }, count: { type: 'string' }, minutes: { type: 'string' } } as const;
    const { values } = parseArgs({ options, allowPositionals: false });
    for (const [name, text] of Object.entries(values)) {
      if (!(Number(text) >= 0)) throw new Error(`--${name} needs a number.`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`promql-fuzz: ${errorText(error)}\n${usage}\n`);
    return process.exit(2);
  }
}

const given = readArguments();
const numberOf = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text));
const first = numberOf(given.seed, 1);
const minutes = numberOf(given.minutes, Number.POSITIVE_INFINITY);
const count = numberOf(given.count, given.minutes === undefined ? 10_000 : Number.POSITIVE_INFINITY);

function* queries(): Generator<FuzzQuery & { readonly seed: number }> {
  const untilMs = performance.now() + minutes * 60_000;
  for (let seed = first; seed < first + count && performance.now() < untilMs; seed += 1)
    yield { ...randomQuery(seed), seed };
}

const differential = await startDifferential();
let [same, different] = [0, 0];
try {
  await checkAll(differential, queries(), (query, difference) => {
    if (difference === undefined) {
      same += 1;
      return;
    }
    different += 1;
    console.log(`seed ${query.seed}: ${describeQuery(query)}\n    ${difference}`);
  });
} finally {
  await differential.stop();
}
console.log(`${same} same, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
