/** `npm run demo [-- --port N] [--no-open]`: the test cluster (harbor, reef, shoal) with the app on it, in the browser. */
import { endingWithUs, ensureInstalled, main, runNode24 } from './lib/bootstrap.mjs';
import { ensureServers, missingServers } from './lib/servers.mjs';

main(async () => {
  await ensureInstalled();
  await ensureServers();
  if (missingServers().includes('prometheus')) return 1;
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureBuilt();
  return runNode24(['test/support/demo.ts', ...process.argv.slice(2)], { env: endingWithUs() });
});
