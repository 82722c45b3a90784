/** Runs the suites (vitest projects) and counts what they say. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, runNode24 } from './bootstrap.mjs';
import { unhandledFileVariable } from './unhandled-reporter.mjs';

/** In the order of `npm test`: fast ones first, so that a failure is seen early. */
export const suites = ['unit', 'promql', 'integration', 'crash', 'e2e', 'package'];

/** Twice what each may take on two cores. A suite that hangs (a process it left keeps it open) is ended, and has failed. */
const deadlineMinutes = { unit: 4, promql: 12, integration: 20, crash: 8, e2e: 24, package: 4 };

/**
 * These wait for real servers and a browser, two or three files at a time: on a machine that is busy with something else, one that passes comes
 * too late now and then. What failed runs once more, alone, and is told by name where it then passes (docs/decisions/0017).
 */
const runAgain = new Set(['integration', 'e2e']);

/** More files than that fail for a reason, which a second run would only tell later. */
const mostAgain = 4;

/**
 * @typedef {{passed: number, failed: number, skipped: number, skippedNames: string[], failedNames: string[], secondNames: string[]}} Counts
 * `secondNames` are of what passed, but only when it ran once more.
 */

/**
 * @param {string} name a vitest project
 * @param {string[]} args passed on to vitest: file names, -t NAME …; what somebody chose runs once
 * @returns {Promise<Counts>}
 */
export async function runSuite(name, args = []) {
  const first = await runOnce(name, name, args);
  const files = first.files.filter((file) => file.failed.length > 0);
  const mayRunAgain = runAgain.has(name) && args.length === 0 && first.problems.length === 0;
  if (!mayRunAgain || files.length === 0 || files.length > mostAgain) return countsOf(name, [first]);
  console.log(`\n== ${name}: what failed once more, alone`);
  const alone = [...files.map((file) => file.path), '--no-file-parallelism'];
  return countsOf(name, [first, await runOnce(name, `${name}-again`, alone)]);
}

async function runOnce(project, reportName, args) {
  const report = join(root, 'test-results', `${reportName}.json`);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  rmSync(report, { force: true });
  const unhandled = join(root, 'test-results', `${reportName}-unhandled.json`);
  rmSync(unhandled, { force: true });
  const own = `--reporter=${join(root, 'scripts', 'lib', 'unhandled-reporter.mjs')}`;
  const reporters = ['--reporter=default', '--reporter=json', own, `--outputFile.json=${report}`];
  // Workers and commands begin from their sources, hundreds of times: Node need not read the same TypeScript anew each time.
  const env = {
    ...process.env,
    NO_COLOR: '1',
    [unhandledFileVariable]: unhandled,
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
  };
  const code = await runNode24(
    [program('vitest', 'vitest.mjs'), 'run', '--project', project, '--passWithNoTests', ...reporters, ...args],
    { env, deadlineMs: deadlineMinutes[project] * 60_000 },
  );
  return readReport(report, unhandled, code);
}

function readReport(report, unhandled, code) {
  let results;
  let problems;
  try {
    results = JSON.parse(readFileSync(report, 'utf8')).testResults;
    problems = JSON.parse(readFileSync(unhandled, 'utf8')).map((message) => `unhandled, outside its tests: ${message}`);
  } catch {
    return { files: [], problems: ['ended before it could say what passed'] };
  }
  const files = results.map(fileOf);
  const isTold = problems.length > 0 || files.some(({ failed }) => failed.length > 0);
  if (code !== 0 && !isTold) problems.push(`ended with ${code}, though no test failed`);
  return { files, problems };
}

function fileOf({ name, status, assertionResults }) {
  const path = name.slice(root.length + 1);
  const names = (wanted) => assertionResults.filter(wanted).map((test) => test.fullName);
  const failed = names((test) => test.status === 'failed');
  // A hook or an import that failed has no test to its name.
  if (status === 'failed' && failed.length === 0) failed.push(`${path}, outside its tests`);
  return {
    path,
    passed: names((test) => test.status === 'passed').length,
    failed,
    skipped: names((test) => test.status !== 'passed' && test.status !== 'failed'),
  };
}

/**
 * Of a file that ran twice the second run counts.
 * @param {string} name
 * @param {{files: {path: string, passed: number, failed: string[], skipped: string[]}[], problems: string[]}[]} runs
 * @returns {Counts}
 */
export function countsOf(name, [first, second = { files: [], problems: [] }]) {
  const again = new Map(second.files.map((file) => [file.path, file]));
  const files = first.files.map((file) => again.get(file.path) ?? file);
  const problems = [...first.problems, ...second.problems];
  const failed = [...files.flatMap((file) => file.failed), ...problems];
  const secondNames = first.files.flatMap((file) =>
    again.has(file.path) ? file.failed.filter((test) => !failed.includes(test)) : [],
  );
  return {
    passed: files.reduce((sum, file) => sum + file.passed, 0),
    failed: failed.length,
    skipped: files.reduce((sum, file) => sum + file.skipped.length, 0),
    skippedNames: files.flatMap((file) => file.skipped),
    failedNames: failed.map((test) => `${name}: ${test}`),
    secondNames: secondNames.map((test) => `${name}: ${test}`),
  };
}
