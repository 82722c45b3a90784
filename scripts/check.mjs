/** `npm run check`: types, layers, lint, format, unused code, unit tests; under two minutes. */
import { ensureInstalled, main } from './lib/bootstrap.mjs';

main(async () => {
  await ensureInstalled();
  const { runStaticChecks } = await import('./lib/checks.mjs');
  const { runSuite } = await import('./lib/suites.mjs');
  const checks = await runStaticChecks();
  const unit = await runSuite('unit');
  const failed = checks.failed + unit.failed;
  console.log(`${checks.passed + unit.passed} passed, ${failed} failed, ${unit.skipped} skipped`);
  return failed === 0 ? 0 : 1;
});
