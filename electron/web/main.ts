/** The web host's entry: the same backend for a browser on this machine. Standard output gets one line, once it answers. */
import './no-eval.ts';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DisposableStore } from '../../shared/base/disposable.ts';
import { type Backend, createBackend } from '../backend/backend.ts';
import { defaultDataDir, ensureDataDir } from '../backend/base/data-dir.ts';
import { createLineLog } from '../backend/base/line-log.ts';
import { watchPower } from '../backend/base/power-watch.ts';
import { apiText, type HistoryApi, tellAddresses } from '../backend/history-api.ts';
import { resolveKubeconfigPaths } from '../backend/kubeconfig-paths.ts';
import type { Clock, LogLevel, Ports, WorkerName } from '../backend/ports.ts';
import { TokenFileError } from '../backend/prometheus-api/token-file.ts';
import { openKeytar } from '../backend/secrets/keytar-keychain.ts';
import { createSettingsFile } from '../backend/settings/settings-file.ts';
import { endOfRun, parentFrom } from './end-of-run.ts';
import { openBrowser } from './open-browser.ts';
import { OptionsError, parseOptions, type WebOptions } from './options.ts';
import { startWebHost } from './web-host.ts';

/** Everything has to be over after 3 s; what does not close by then is left to the end of the process. */
const closingTimeoutMs = 2000;

const levels: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies readonly LogLevel[];

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Both this file and the built one (out/main/web.js) lie two folders below package.json. */
const root = new URL('../../', import.meta.url);
const isSource = import.meta.url.endsWith('.ts');

function workerUrl(name: WorkerName): URL {
  return isSource
    ? new URL(`../workers/${name}.ts`, import.meta.url)
    : new URL(`./workers/${name}.js`, import.meta.url);
}

function makePorts(options: WebOptions, lifetime: DisposableStore): Ports {
  const { env, platform } = process;
  const homeDir = homedir();
  const dataDir = resolve(options.dataDir ?? defaultDataDir({ platform, env, homeDir }));
  ensureDataDir(dataDir);
  const level = levels.includes(env.BINNACLE_LOG ?? '') ? (env.BINNACLE_LOG as LogLevel) : 'warn';
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  return {
    host: 'web',
    version,
    random: Math.random,
    clock,
    log: createLineLog((line) => process.stderr.write(`${line}\n`), level, clock),
    settings: createSettingsFile(join(dataDir, 'settings.json'), clock),
    // Node itself hears nothing of the machine's sleep.
    onPower: lifetime.add(watchPower({ clock })).onPower,
    kubeconfig: resolveKubeconfigPaths({ files: options.kubeconfig, variable: env.KUBECONFIG, homeDir }),
    homeDir,
    dataDir,
    env,
    openKeychain: () => openKeytar('Binnacle'),
    workerUrl,
  };
}

async function run(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const lifetime = new DisposableStore();
  const ports = makePorts(options, lifetime);
  const ending = endOfRun(parentFrom(process.env.BINNACLE_PARENT));
  const backend = await createBackend(ports);
  const pageDir = resolve(options.pageDir ?? fileURLToPath(new URL('out/renderer', root)));
  const host = await listening('--port', startWebHost({ port: options.port, pageDir, backend, log: ports.log }));
  const api = await startApi(options, backend);
  process.stdout.write(`READY ${host.url}\n`);
  if (api !== undefined) void tellAddresses(api, (text) => process.stderr.write(text), ports.log);
  if (options.open) openBrowser(process.platform, host.launchUrl(), ports.log);
  const reason = await ending;
  ports.log.write('info', 'web', 'ending', { reason });
  setTimeout(() => process.exit(1), closingTimeoutMs).unref();
  await backend.close();
  await host.close();
  lifetime.dispose();
}

async function startApi(
  { apiPort, apiTokenFile: tokenFile }: WebOptions,
  backend: Backend,
): Promise<HistoryApi | undefined> {
  if (apiPort === undefined) return undefined;
  const api = await listening('--api-port', backend.startHistoryApi({ port: apiPort, tokenFile }));
  // Only whoever started this sees it. Standard output has one line, and this is not it.
  process.stderr.write(apiText(api, tokenFile));
  return api;
}

type ListenError = NodeJS.ErrnoException & { readonly port?: number };

/** The port that an option asked for cannot be had. */
class PortError extends Error {}

async function listening<T>(option: string, started: Promise<T>): Promise<T> {
  try {
    return await started;
  } catch (error) {
    const { code, syscall, port } = error as ListenError;
    if (code === 'EADDRINUSE')
      throw new PortError(`port ${port} is in use: choose another with ${option}, or 0 for any.`);
    if (code === 'EACCES' && syscall === 'listen')
      throw new PortError(`port ${port} needs more rights: choose one above 1023 with ${option}.`);
    throw error;
  }
}

/** One line for what the user can do something about; a bug keeps its stack. */
function explain(error: unknown): { readonly text: string; readonly status: number } {
  if (error instanceof OptionsError) return { text: error.message, status: 2 };
  if (error instanceof PortError || error instanceof TokenFileError) return { text: error.message, status: 1 };
  const { code, path } = error as NodeJS.ErrnoException;
  if (path !== undefined && code !== undefined) return { text: `${path} cannot be used (${code}).`, status: 1 };
  return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), status: 1 };
}

// Whoever read our lines may be gone before we are.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

run(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const { text, status } = explain(error);
    process.stderr.write(`binnacle: ${text}\n`);
    process.exit(status);
  },
);
