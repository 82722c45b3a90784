/** Runs the suites (vitest projects) and counts what they say. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, runNode24 } from './bootstrap.mjs';

/** In the order of `npm test`: fast ones first, so that a failure is seen early. */
export const suites = ['unit', 'promql', 'integration', 'crash', 'e2e', 'package'];

/** Twice what each may take on two cores. A suite that hangs (a process it left keeps it open) is ended, and has failed. */
const deadlineMinutes = { unit: 4, promql: 12, integration: 20, crash: 8, e2e: 24, package: 4 };

/**
 * @param {string} name a vitest project
 * @param {string[]} args passed on to vitest: file names, -t NAME …
 * @returns {Promise<{passed: number, failed: number, skipped: number, skippedNames: string[], failedNames: string[]}>}
 */
export async function runSuite(name, args = []) {
  const file = join(root, 'test-results', `${name}.json`);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  // Workers and commands begin from their sources, hundreds of times: Node need not read the same TypeScript anew each time.
  const env = {
    ...process.env,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
  };
  const code = await runNode24(
    [program('vitest', 'vitest.mjs'), 'run', '--project', name, '--passWithNoTests', ...reporters, ...args],
    { env, deadlineMs: deadlineMinutes[name] * 60_000 },
  );
  return readCounts(name, file, code);
}

function readCounts(name, file, code) {
  const counts = { passed: 0, failed: 0, skipped: 0, skippedNames: [], failedNames: [] };
  const fail = (what) => {
    counts.failed += 1;
    counts.failedNames.push(`${name}: ${what}`);
  };
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    fail('ended before it could say what passed');
    return counts;
  }
  for (const result of report.testResults) {
    const failedBefore = counts.failed;
    for (const test of result.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') fail(test.fullName);
      else {
        counts.skipped += 1;
        counts.skippedNames.push(test.fullName);
      }
    }
    // A hook or an import that failed has no test to its name.
    if (result.status === 'failed' && counts.failed === failedBefore)
      fail(`${result.name.slice(root.length + 1)}, outside its tests`);
  }
  if (code !== 0 && counts.failed === 0) fail(`ended with ${code}, though no test failed`);
  return counts;
}
