/**
 * Runs scripts of Prometheus's test language: `node test/promqltest/main.ts FILE_OR_DIRECTORY…`. Tells each failure with its place, and
 * last how many eval statements passed and failed; ends with 1 where one failed.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from './describe-failure.ts';
import { runScript } from './run-script.ts';

const write = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/** A directory's scripts, those of the directories in it included. */
function scriptsIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test'))
    .sort()
    .map((name) => join(path, name));
}

function main(paths: readonly string[]): number {
  const missing = paths.filter((path) => !existsSync(path));
  for (const path of missing) complain(`${path} does not exist.`);
  if (paths.length === 0) complain('Usage: npm run promqltest -- FILE_OR_DIRECTORY…');
  if (paths.length === 0 || missing.length > 0) return 1;
  const files = paths.flatMap(scriptsIn);
  if (files.length === 0) {
    complain('No scripts (*.test) there.');
    return 1;
  }
  return runAll(files);
}

function runAll(files: readonly string[]): number {
  let [passed, failed] = [0, 0];
  for (const file of files) {
    const report = runScript(readFileSync(file, 'utf8'));
    for (const failure of report.failures) write(`${describeFailure(file, failure)}\n`);
    write(`${report.failed === 0 ? 'ok    ' : 'FAILED'} ${file}: ${report.passed} passed, ${report.failed} failed`);
    passed += report.passed;
    failed += report.failed;
  }
  write(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
