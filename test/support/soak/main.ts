/** `npm run soak -- --only application [--minutes N] [--seed N]`: ends with 1 where anything was lost, or said wrongly. */
import { parseArgs } from 'node:util';
import { errorText } from '../../../shared/base/errors.ts';
import { runSoak } from './run-soak.ts';

function readArguments() {
  const options = { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '10' } } as const;
  const { values } = parseArgs({ options, allowPositionals: false });
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  if (!(Number.isSafeInteger(seed) && seed > 0)) throw new Error('--seed needs a whole number above 0.');
  if (!(minutes > 0)) throw new Error('--minutes needs a number above 0.');
  return { seed, minutes };
}

try {
  const failures = await runSoak({ ...readArguments(), say: (text) => console.log(text) });
  console.log(`${failures} failures`);
  process.exit(failures === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`soak: ${errorText(error)}\n`);
  process.exit(2);
}
