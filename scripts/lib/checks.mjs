/** The static checks: types, layers, lint and format, unused code. Each is a process; two run at a time. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { embeddedNode, program, root } from './bootstrap.mjs';

const typeProjects = ['shared', 'electron', 'electron/preload', 'renderer', 'test'];

function staticChecks() {
  const tsc = program('typescript', 'bin/tsc');
  return [
    ...typeProjects.map((project) => ({ name: `types ${project}`, args: [tsc, '-p', project] })),
    { name: 'layers', args: ['scripts/layers.mjs'] },
    {
      name: 'lint and format',
      args: [program('@biomejs/biome', 'bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.'],
    },
    { name: 'unused code', args: [program('knip', 'bin/knip.js'), '--no-progress'] },
    { name: 'top-level folders', check: strayFolders },
  ];
}

/** The top-level folders are these and no others, so that the place of a new thing is always decided by the table. */
function strayFolders() {
  const known = new Set(['electron', 'renderer', 'shared', 'test', 'scripts', 'docs']);
  const made = new Set(['node_modules', 'out', 'dist', 'bench-results', 'test-results']);
  const stray = readdirSync(root, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !known.has(entry.name) && !made.has(entry.name),
    )
    .map((entry) => `${entry.name}/ is no folder of the layout`);
  return { code: stray.length === 0 ? 0 : 1, output: stray.join('\n') };
}

function runOne({ args, check }) {
  if (check) return Promise.resolve(check());
  return new Promise((resolve) => {
    const child = spawn(embeddedNode(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => resolve({ code: 1, output: String(error) }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs all, prints a line for each and the output of those that failed. @returns how many passed and failed */
export async function runStaticChecks() {
  const queue = staticChecks();
  const total = { passed: 0, failed: 0, failedNames: [] };
  const worker = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const start = performance.now();
      const { code, output } = await runOne(one);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      total[code === 0 ? 'passed' : 'failed'] += 1;
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${one.name} (${seconds} s)`);
      if (code === 0) continue;
      total.failedNames.push(one.name);
      console.log(output.trimEnd());
    }
  };
  await Promise.all([worker(), worker()]);
  return total;
}
