/** `npm run e2e [-- FILE… -t NAME]`: the end-to-end scenarios in Chromium, and in Electron where its binary is there. */
import { ensureInstalled, main } from './lib/bootstrap.mjs';
import { ensureServers } from './lib/servers.mjs';

main(async () => {
  await ensureInstalled();
  await ensureServers();
  const { ensureBuilt } = await import('./lib/build.mjs');
  const { runSuite } = await import('./lib/suites.mjs');
  await ensureBuilt();
  const { passed, failed, skipped } = await runSuite('e2e', process.argv.slice(2));
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
});
