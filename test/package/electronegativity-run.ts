/**
 * `node electronegativity-run.ts DIR`: audits the TypeScript under DIR; the last line printed is the result as JSON. A process of its own,
 * because the auditor has to be given another TypeScript than the project's (the newest has no API), and no network.
 */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

type Auditor = (
  options: object,
) => Promise<{ readonly atomicChecks: number; readonly errors: unknown[]; readonly issues: unknown[] }>;

const require = createRequire(import.meta.url);
const itsOwn = createRequire(require.resolve('@doyensec/electronegativity'));
const typescript = pathToFileURL(itsOwn.resolve('typescript')).href;
// It would look for newer translations and releases.
const fetcher = pathToFileURL(itsOwn.resolve('got')).href;
const noNetwork = 'module.exports = () => Promise.reject(new Error("no network"));';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' ? { url: typescript, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === fetcher ? { format: 'commonjs', source: noNetwork, shortCircuit: true } : next(url, context),
});

const audit = require('@doyensec/electronegativity') as Auditor;
const result = await audit({
  input: process.argv[2],
  electronVersionOverride: require('electron/package.json').version,
  // It asks the network for Electron's releases.
  excludeFromScan: ['availablesecurityfixesglobalcheck'],
});
process.stdout.write(`\n${JSON.stringify(result)}\n`);
