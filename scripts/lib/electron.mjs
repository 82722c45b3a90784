/** Whether the window can be opened on this machine: Electron's binary, a display, and a user whom its sandbox takes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedNode, root, run } from './bootstrap.mjs';

/** @returns the path of Electron's binary, or undefined where it has not been downloaded. */
function electronBinary() {
  const dir = join(root, 'node_modules', 'electron');
  const pathFile = join(dir, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const path = join(dir, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

const download = () => run(embeddedNode(), [join(root, 'scripts/lib/fetch-electron.mjs')]);

/**
 * Looks at what is quick to see first; downloads the binary where only that is missing. The arguments are for the tests.
 * @returns {Promise<{binary?: string, reason?: string}>} the binary, or why there can be no window
 */
export async function findElectron({
  platform = process.platform,
  env = process.env,
  uid = process.getuid?.(),
  find = electronBinary,
  fetch = download,
} = {}) {
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { reason: 'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  }
  if (platform === 'linux' && uid === 0) {
    return { reason: 'Electron does not run as root, where its sandbox would not work' };
  }
  if (find() === undefined) await fetch();
  const binary = find();
  return binary === undefined ? { reason: "Electron's binary is missing and could not be downloaded" } : { binary };
}
