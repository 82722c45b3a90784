/** `npm run soak [-- --minutes N --seed N]`: writers of a history are killed at random moments, again and again, and what they left is looked at. */
import { join } from 'node:path';
import { ensureInstalled, main, root, runNode24 } from './lib/bootstrap.mjs';

main(async () => {
  await ensureInstalled();
  return runNode24([join(root, 'test', 'support', 'history', 'crash', 'main.ts'), ...process.argv.slice(2)]);
});
