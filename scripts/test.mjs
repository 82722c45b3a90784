/**
 * `npm test`: everything that CI runs. `npm test -- unit integration` runs only those suites. The last line is the total
 * of the static checks and all suites: `N passed, N failed, N skipped`.
 */
import { ensureInstalled, main, ScriptError } from './lib/bootstrap.mjs';
import { ensureServers } from './lib/servers.mjs';

main(async () => {
  await ensureInstalled();
  await ensureServers();
  const { runStaticChecks } = await import('./lib/checks.mjs');
  const { runSuite, suites } = await import('./lib/suites.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !suites.includes(name));
  if (unknown.length > 0) throw new ScriptError(`No suite ${unknown.join(', ')}: there are ${suites.join(', ')}.`);

  const total = { passed: 0, failed: 0, skipped: 0 };
  const skippedNames = [];
  const failedNames = [];
  const secondNames = [];
  const add = (counts) => {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped ?? 0;
    skippedNames.push(...(counts.skippedNames ?? []));
    failedNames.push(...(counts.failedNames ?? []));
    secondNames.push(...(counts.secondNames ?? []));
  };
  if (chosen.length === 0) add(await runStaticChecks());
  // A broken build fails what needs it; the rest is still worth knowing.
  await ensureBuilt().catch((error) => {
    console.log(`FAILED build: ${error.message}`);
    add({ passed: 0, failed: 1, failedNames: ['build'] });
  });
  for (const name of chosen.length > 0 ? chosen : suites) {
    console.log(`\n== ${name}`);
    add(await runSuite(name));
  }
  for (const name of skippedNames) console.log(`skipped: ${name}`);
  for (const name of secondNames) console.log(`passed only when it ran once more: ${name}`);
  // Last, where who reads only the end of a long output finds them.
  for (const name of failedNames) console.log(`FAILED: ${name}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
});
