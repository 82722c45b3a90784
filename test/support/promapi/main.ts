/** `npm run promapi -- --openmetrics FILE --port N [--range-semantics v2|v3]`: prints `READY http://127.0.0.1:N` when it answers. */
import { parseArgs } from 'node:util';
import { endOfRun, parentFrom } from '../../../electron/web/end-of-run.ts';
import { errorText } from '../../../shared/base/errors.ts';
import { type PromapiOptions, startPromapi } from './promapi-server.ts';

const usage = 'Usage: npm run promapi -- --openmetrics FILE --port N [--range-semantics v2|v3]';

class UsageError extends Error {}

function readOptions(): PromapiOptions {
  const { openmetrics, port, 'range-semantics': semantics } = parsedArguments();
  if (openmetrics === undefined || openmetrics === '') throw new UsageError('--openmetrics FILE is missing.');
  if (port === undefined || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError('--port needs a number from 0 (any) to 65535.');
  }
  if (semantics !== 'v2' && semantics !== 'v3') throw new UsageError('--range-semantics is v2 or v3.');
  return { openMetrics: openmetrics, port: Number(port), semantics };
}

function parsedArguments() {
  try {
    const options = {
      openmetrics: { type: 'string' },
      port: { type: 'string' },
      'range-semantics': { type: 'string', default: 'v3' },
    } as const;
    return parseArgs({ options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(errorText(error));
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const ending = endOfRun(parentFrom(process.env.BINNACLE_PARENT));
  const server = await startPromapi(options);
  process.stdout.write(`READY ${server.url}\n`);
  await ending;
  await server.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`promapi: ${errorText(error)}\n${isUsage ? `${usage}\n` : ''}`);
    process.exit(isUsage ? 2 : 1);
  },
);
