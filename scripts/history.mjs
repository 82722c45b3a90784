/** `npm run history -- list|export|import|verify …`: the histories of this computer, without the application (electron/web/history/options.ts). */
import { join } from 'node:path';
import { endingWithUs, ensureInstalled, main, root, runNode24 } from './lib/bootstrap.mjs';

main(async () => {
  await ensureInstalled();
  const entry = join(root, 'electron', 'web', 'history', 'main.ts');
  // Files are named from where the person is, which npm changes.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runNode24([entry, ...process.argv.slice(2)], { env: endingWithUs(), cwd });
});
