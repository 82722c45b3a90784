/** `npm run exposition-fuzz [-- --seed=N --bodies=N]`: bodies that are nearly right, for our parser and for a real Prometheus 2.42 that scrapes them. */
import { join } from 'node:path';
import { ensureInstalled, main, root, runNode24 } from './lib/bootstrap.mjs';
import { ensureServers } from './lib/servers.mjs';

main(async () => {
  await ensureInstalled();
  await ensureServers();
  return runNode24([join(root, 'test', 'support', 'exposition', 'main.ts'), ...process.argv.slice(2)]);
});
