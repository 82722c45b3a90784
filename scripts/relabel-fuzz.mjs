/** `npm run relabel-fuzz [-- --seed N --rounds N]`: random targets, series and rules for our relabelling and for a real Prometheus 2.42. */
import { join } from 'node:path';
import { ensureInstalled, main, root, runNode24 } from './lib/bootstrap.mjs';
import { ensureServers } from './lib/servers.mjs';

main(async () => {
  await ensureInstalled();
  await ensureServers();
  return runNode24([join(root, 'test', 'support', 'relabel-fuzz', 'main.ts'), ...process.argv.slice(2)]);
});
