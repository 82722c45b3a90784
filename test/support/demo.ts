/**
 * `npm run demo`: the demo's clusters with the built application on them in web mode, whose READY line is passed on.
 * `node test/support/demo.ts [--port N] [--no-open] [--history HOURS] [--coming PODS] [--app FILE]`
 * `--coming 100`: so many pods of shoal come and go, one every two seconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endOfRun, parentFrom } from '../../electron/web/end-of-run.ts';
import { type DemoCluster, startDemoCluster } from './demo-cluster.ts';
import { endProcess } from './servers/real-server.ts';

/** Whoever started us waits 2.5 s before it kills: first the application ends, then what it talks to. */
const appDeadlineMs = 1600;
const serversDeadlineMs = 500;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'no-open': { type: 'boolean', default: false },
      history: { type: 'string', default: '3' },
      coming: { type: 'string', default: '0' },
      app: { type: 'string', default: join(import.meta.dirname, '../../out/main/web.js') },
    },
  });
  return values;
}

type Options = ReturnType<typeof readOptions>;

function startApp(demo: DemoCluster, options: Options): ChildProcess {
  const dataDir = join(demo.directory, 'app');
  const choices = ['--port', options.port, '--data-dir', dataDir, ...(options['no-open'] ? ['--no-open'] : [])];
  return spawn(process.execPath, [options.app, '--web', '--kubeconfig', demo.kubeconfigFile, ...choices], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, BINNACLE_PARENT: String(process.pid) },
  });
}

async function main(): Promise<number> {
  const options = readOptions();
  const ending = endOfRun(parentFrom(process.env.BINNACLE_PARENT) ?? process.ppid);
  const unwanted = new AbortController();
  const count = Number(options.coming);
  const starting = startDemoCluster({
    historyHours: Number(options.history),
    rules: true,
    ...(count > 0 && { comingPods: { count, everyMs: 2000 } }),
    signal: unwanted.signal,
  });
  const first = await Promise.race([starting, ending]);
  if (typeof first === 'string') {
    unwanted.abort();
    const demo = await starting.catch(() => undefined);
    await demo?.stop(serversDeadlineMs);
    return 0;
  }
  const app = startApp(first, options);
  const exited = once(app, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  const outcome = await Promise.race([exited, ending]);
  await endProcess(app, appDeadlineMs);
  await first.stop(serversDeadlineMs);
  return typeof outcome === 'number' ? outcome : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`The demo did not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
