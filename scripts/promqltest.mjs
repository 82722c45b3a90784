/** `npm run promqltest -- FILE_OR_DIRECTORY…`: runs scripts of Prometheus's test language on our own PromQL engine. */
import { join, resolve } from 'node:path';
import { ensureInstalled, main, root, runNode24 } from './lib/bootstrap.mjs';

main(async () => {
  await ensureInstalled();
  const paths = process.argv.slice(2).map((path) => resolve(path));
  return runNode24([join(root, 'test', 'promqltest', 'main.ts'), ...paths]);
});
