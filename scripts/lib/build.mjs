/** Builds the application into out/ when its sources are not those of the last build. Quiet, unless it fails. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, runNode24, ScriptError, withLock } from './bootstrap.mjs';

const outDir = join(root, 'out');
const stampFile = join(outDir, '.built');

/** What a build is made of. The lockfile stands for the dependencies. */
const sourceDirs = ['electron', 'renderer', 'shared'];
const sourceFiles = ['electron.vite.config.ts', 'scripts/lib/ascii-output.mjs', 'package.json', 'package-lock.json'];

/** What a build has to have made; a build that was interrupted has not. */
const products = [
  'main/desktop.js',
  'main/web.js',
  'main/workers/parse.js',
  'main/workers/catalog.js',
  'main/workers/companions.js',
  'main/workers/history-writer.js',
  'main/workers/history-reader.js',
  'preload/preload.cjs',
  'renderer/index.html',
];

/** @returns a hash of the names and contents of all sources: 300 files take 20 ms, so dates need not be trusted. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of [...sourceDirs.flatMap(filesIn), ...sourceFiles]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @returns the files under a folder in a fixed order, as paths from the root. */
function filesIn(dir) {
  const entries = readdirSync(join(root, dir), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(dir, entry.name)) : [join(dir, entry.name)]));
}

function isBuilt(stamp) {
  if (!products.every((file) => existsSync(join(outDir, file)))) return false;
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Several callers at once: one builds, the others wait for it. @throws ScriptError after the build's own words */
export async function ensureBuilt() {
  if (isBuilt(sourceStamp())) return;
  mkdirSync(outDir, { recursive: true });
  await withLock(join(outDir, '.building.lock'), async () => {
    // Taken before the build: what changes during it is built the next time.
    const stamp = sourceStamp();
    if (isBuilt(stamp)) return;
    rmSync(stampFile, { force: true });
    const code = await runNode24([program('electron-vite', 'bin/electron-vite.js'), 'build', '--logLevel', 'error']);
    if (code !== 0) throw new ScriptError('The build failed: see above.');
    const missing = products.filter((file) => !existsSync(join(outDir, file)));
    if (missing.length > 0) throw new ScriptError(`The build did not make ${missing.join(', ')}.`);
    writeFileSync(stampFile, stamp);
  });
}
