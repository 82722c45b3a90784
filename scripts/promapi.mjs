/** `npm run promapi -- --openmetrics FILE --port N [--range-semantics v2|v3]`: the Prometheus HTTP API over a file, for development. */
import { endingWithUs, ensureInstalled, main, runNode24 } from './lib/bootstrap.mjs';

main(async () => {
  await ensureInstalled();
  return runNode24(['test/support/promapi/main.ts', ...process.argv.slice(2)], { env: endingWithUs() });
});
