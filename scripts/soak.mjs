/**
 * `npm run soak [-- --minutes N --seed N --only history|application]`: writers of a history are killed at random moments, again and again, and what
 * they left is looked at; then the whole application records, scrapes and answers for so long while faults befall it.
 */
import { join } from 'node:path';
import { ensureInstalled, main, root, runNode24, ScriptError, thriftyWithUs } from './lib/bootstrap.mjs';
import { ensureServers, missingServers } from './lib/servers.mjs';

const support = join(root, 'test', 'support');

main(async () => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--only');
  const only = at < 0 ? undefined : args.splice(at, 2)[1];
  if (at >= 0 && only !== 'history' && only !== 'application') {
    throw new ScriptError('--only needs history or application.');
  }
  await ensureInstalled();
  let code = 0;
  if (only !== 'application') code = await runNode24([join(support, 'history', 'crash', 'main.ts'), ...args]);
  if (code !== 0 || only === 'history') return code;
  await ensureServers();
  if (missingServers().includes('prometheus')) return 1;
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureBuilt();
  return runNode24([join(support, 'soak', 'main.ts'), ...args], { env: thriftyWithUs() });
});
