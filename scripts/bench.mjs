/** `npm run bench -- NAME… [--report]`: benchmarks of test/bench/; ends with 1 where a bound is missed, with --report only where one fails to run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, main, root, runNode24, ScriptError } from './lib/bootstrap.mjs';

const directory = join(root, 'test', 'bench');

/** What reports figures is a benchmark; the rest are its helpers. */
function benchmarks() {
  const files = readdirSync(directory).filter((file) => file.endsWith('.ts'));
  return files
    .filter((file) => /\breport\('/.test(readFileSync(join(directory, file), 'utf8')))
    .map((file) => file.slice(0, -3));
}

main(async () => {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => arg !== '--report');
  const known = benchmarks();
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    const problem = unknown.length > 0 ? `No benchmark ${unknown.join(', ')}. ` : '';
    throw new ScriptError(`${problem}Usage: npm run bench -- NAME… [--report]; there are ${known.join(', ')}.`);
  }
  await ensureInstalled();
  let code = 0;
  for (const name of names) {
    const one = await runNode24([join(directory, `${name}.ts`), ...args.filter((arg) => arg === '--report')]);
    code ||= one;
  }
  return code;
});
