/**
 * `npm start [-- OPTIONS]`: Binnacle in its window; in the browser with --web, or where there can be no window. Installs and builds
 * what has changed first.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  endingWithUs,
  ensureInstalled,
  main,
  root,
  run,
  runNode24,
  ScriptError,
  thriftyWithUs,
} from './lib/bootstrap.mjs';

const usage = `npm start [-- OPTIONS]
  --web               serve to the browser: one port on 127.0.0.1, behind a token
  --port N            that port (0: any)
  --no-open           do not open the browser
  --kubeconfig FILE   repeatable; otherwise KUBECONFIG, otherwise ~/.kube/config
  --data-dir DIR      where settings and histories are kept
  --api-port N        serve the Prometheus HTTP API over what is recorded: on 127.0.0.1, behind a token (0: any port)
  --api-token-file FILE   keep its token there, so that it stays the same; made where it is missing`;

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        web: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        kubeconfig: { type: 'string', multiple: true },
        'data-dir': { type: 'string' },
        'api-port': { type: 'string' },
        'api-token-file': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    for (const name of ['port', 'api-port']) {
      const port = values[name] ?? '0';
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`--${name} ${port} is not a port`);
    }
    return values;
  } catch (error) {
    // Node's messages go on with advice that does not fit here.
    const [first] = error.message.split(/\.\s|\n/, 1);
    throw Object.assign(new ScriptError(`${first.replace(/\.$/, '')}.\n${usage}`), { exitCode: 2 });
  }
}

/** What both hosts take. */
function commonArgs(options) {
  const files = (options.kubeconfig ?? []).flatMap((file) => ['--kubeconfig', file]);
  const given = ['data-dir', 'api-port', 'api-token-file'].filter((name) => options[name] !== undefined);
  return [...files, ...given.flatMap((name) => [`--${name}`, options[name]])];
}

function webArgs(options) {
  const port = options.port === undefined ? [] : ['--port', options.port];
  return ['--web', ...port, ...(options['no-open'] ? ['--no-open'] : []), ...commonArgs(options)];
}

main(async () => {
  const options = parseOptions();
  if (options.help) {
    console.log(usage);
    return 0;
  }
  await ensureInstalled();
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureBuilt();
  // npm runs its scripts in the project's folder; the paths were written where npm was called.
  const cwd = (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD) || process.cwd();
  if (!options.web) {
    const { findElectron } = await import('./lib/electron.mjs');
    const { binary, reason } = await findElectron();
    if (binary !== undefined) {
      return run(binary, [root, ...commonArgs(options)], { cwd, env: endingWithUs() });
    }
    process.stderr.write(`${reason}: Binnacle opens in the browser instead.\n`);
  }
  return runNode24([join(root, 'out/main/web.js'), ...webArgs(options)], { cwd, env: thriftyWithUs() });
});
