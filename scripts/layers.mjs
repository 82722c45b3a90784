/** `node scripts/layers.mjs`: checks the imports of the whole tree against the table; lists what breaks it and exits 1. */
import { globSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { root } from './lib/bootstrap.mjs';
import { checkLayers } from './lib/layers.mjs';

const patterns = ['shared', 'electron', 'renderer', 'test', 'scripts'].map((dir) => `${dir}/**/*.{ts,tsx,mjs}`);
const paths = globSync(patterns, { cwd: root }).filter((path) => !path.endsWith('.d.ts'));
const files = new Map(paths.sort().map((path) => [path.split(sep).join('/'), readFileSync(`${root}/${path}`, 'utf8')]));
const violations = checkLayers(files);
for (const { file, line, message } of violations) console.log(`${relative('', file)}:${line} ${message}`);
console.log(`${files.size} files, ${violations.length} violations of the layer table`);
process.exit(violations.length === 0 ? 0 : 1);
