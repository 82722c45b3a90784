/** The desktop host's entry, as it is built into out/main/desktop.js: finds its files beside itself and starts. */
import './no-eval.ts';
import { join } from 'node:path';
import { startDesktop } from './desktop-app.ts';
import { parseDesktopOptions } from './options.ts';

const here = import.meta.dirname;
const options = parseDesktopOptions(process.argv.slice(1));

if (options.web) {
  // The other entry of the same build, which reads its command line as under Node: the program, the file, the options.
  process.argv.splice(1, process.defaultApp ? 1 : 0, join(here, 'web.js'));
  await import(/* @vite-ignore */ new URL('./web.js', import.meta.url).href);
} else {
  const parent = /^[1-9]\d*$/.exec(process.env.BINNACLE_PARENT ?? '')?.[0];
  // Not awaited: Electron says that it is ready only after its entry has been evaluated.
  void startDesktop({
    ...options,
    pageDir: join(here, '../renderer'),
    preloadFile: join(here, '../preload/preload.cjs'),
    workerUrl: (name) => new URL(`./workers/${name}.js`, import.meta.url),
    parent: parent === undefined ? undefined : Number(parent),
  });
}
