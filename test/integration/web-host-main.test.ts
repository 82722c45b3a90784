/** The web host as a process of its own, from its source: what it prints, how it refuses, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { computerContextId } from '../../electron/backend/contexts/context-id.ts';
import { openWebSocket } from '../../renderer/client/open-web-socket.ts';
import { type ContractClient, contract } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { untilState } from '../support/contract-client.ts';
import { ownContexts } from '../support/own-contexts.ts';

const entry = fileURLToPath(new URL('../../electron/web/main.ts', import.meta.url));
let dir = '';
const running = new Set<ChildProcess>();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-main-'));
  mkdirSync(join(dir, 'page'));
  writeFileSync(join(dir, 'page', 'index.html'), '<!doctype html>page');
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  running.clear();
  rmSync(dir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<{ status: number | null; stdout: string; stderr: string }>;
  /** The address of its READY line. */
  readonly ready: Promise<string>;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const clean = { ...process.env, HOME: dir, KUBECONFIG: '', BINNACLE_PARENT: '', ...env };
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: clean });
  running.add(child);
  let stdout = '';
  let stderr = '';
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const address = /^READY (\S+)\n/.exec(stdout)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([status]) => ({ status: status as number | null, stdout, stderr }));
  return { child, stdout: () => stdout, stderr: () => stderr, ended, ready };
}

const usual = () => ['--web', '--no-open', '--page-dir', join(dir, 'page'), '--data-dir', join(dir, 'data')];

async function connect(address: string) {
  const { host, hash } = new URL(address);
  // Node's WebSocket sends no origin by itself, as a page does.
  const WebSocketWithOrigin = class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: { Origin: `http://${host}` } } as unknown as string[]);
    }
  };
  const original = globalThis.WebSocket;
  globalThis.WebSocket = WebSocketWithOrigin;
  try {
    return await openWebSocket(`ws://${host}/rpc`, hash.replace('#token=', ''), AbortSignal.timeout(5000));
  } finally {
    globalThis.WebSocket = original;
  }
}

test('it prints one line when it answers, serves the contract, keeps what is chosen, and ends on SIGTERM', async () => {
  writeFileSync(join(dir, 'config'), JSON.stringify({ contexts: [{ name: 'harbor', context: {} }] }));
  const run = start([...usual(), '--kubeconfig', join(dir, 'config')]);
  const address = await run.ready;
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[A-Za-z0-9_-]{43}$/);
  expect(await (await fetch(address)).text()).toBe('<!doctype html>page');
  const transport = await connect(address);
  const client = createClient(contract, transport);
  expect(await client.application.info({})).toEqual({ version: '0.1.0', host: 'web', nowMs: expect.any(Number) });
  for await (const snapshot of client.contexts.watch({})) {
    expect(ownContexts(snapshot).contexts.map(({ name }) => name)).toEqual(['harbor']);
    break;
  }
  await client.settings.update({ theme: 'dark' });
  await recorded(client);
  const closed = new Promise<void>((resolve) => transport.onClose(() => resolve()));
  run.child.kill('SIGTERM');
  await closed;
  expect(await run.ended).toEqual({ status: 0, stdout: `READY ${address}\n`, stderr: '' });
  if (process.platform !== 'win32') expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(dir, 'data'))).toEqual(['history', 'records.json', 'settings.json']);
});

test('a page, its streams and a connection to an API server that never answers do not keep it from ending on SIGINT', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const kubeconfig = {
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'harbor', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(join(dir, 'config'), JSON.stringify(kubeconfig));
  const run = start([...usual(), '--kubeconfig', join(dir, 'config')]);
  const client = createClient(contract, await connect(await run.ready));
  const context = await firstContext(client);
  const reached = once(silent, 'connection');
  const watching = (async () => {
    for await (const _update of client.connections.watch({}));
  })();
  const lost = expect(watching).rejects.toMatchObject({ code: 'rpc.disconnected' });
  await client.connections.connect({ context });
  await reached;
  await recorded(client);
  run.child.kill('SIGINT');
  const ended = await run.ended;
  await lost;
  // However many there are: several questions may be asked at once.
  for (const socket of sockets) socket.destroy();
  silent.close();
  // The watchdog, which cuts off what hangs, would end it with 1.
  expect(ended).toMatchObject({ status: 0, stderr: '' });
});

/** This computer is being recorded: that has to end, too. */
async function recorded(client: ContractClient): Promise<void> {
  await untilState(client, computerContextId, ({ kind }) => kind === 'connected');
}

async function firstContext(client: ContractClient): Promise<ContextId> {
  for await (const snapshot of client.contexts.watch({})) {
    const [first] = ownContexts(snapshot).contexts;
    if (first !== undefined) return first.id;
  }
  throw new Error('no context');
}

test.each([
  [['--prot', '1'], 2, "binnacle: Unknown option '--prot'.\n"],
  [['--port', 'x'], 2, 'binnacle: --port x is not a port: give a number from 0 (any) to 65535.\n'],
])('the options %j are refused in one line', async (args, status, stderr) => {
  expect(await start(args).ended).toEqual({ status, stdout: '', stderr });
});

test('a port that is taken and a data directory that is none are said in one line', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const busy = `binnacle: port ${port} is in use: choose another with --port, or 0 for any.\n`;
  expect(await start([...usual(), '--port', String(port)]).ended).toEqual({ status: 1, stdout: '', stderr: busy });
  taken.close();
  writeFileSync(join(dir, 'file'), '');
  const noDir = `binnacle: ${join(dir, 'file')} cannot be used (EEXIST).\n`;
  const ended = await start([...usual(), '--data-dir', join(dir, 'file')]).ended;
  expect(ended).toEqual({ status: 1, stdout: '', stderr: noDir });
});

test('a port of the API that is taken, and a file of its token that others can read, are said in one line', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const busy = `binnacle: port ${port} is in use: choose another with --api-port, or 0 for any.\n`;
  expect(await start([...usual(), '--api-port', String(port)]).ended).toEqual({ status: 1, stdout: '', stderr: busy });
  taken.close();
  const file = join(dir, 'token');
  writeFileSync(file, 'a token that everybody knows', { mode: 0o644 });
  const ended = await start([...usual(), '--api-port=0', '--api-token-file', file]).ended;
  const known = `binnacle: the token file ${file} can be read by others: chmod 600 "${file}".\n`;
  expect(ended).toEqual({ status: 1, stdout: '', stderr: known });
});

test('the API has the same token from start to start where it is kept in a file, and names its histories', async () => {
  const file = join(dir, 'token');
  mkdirSync(join(dir, 'data', 'history', 'scraped-0'), { recursive: true });
  const settings = { version: 2, computer: { record: false } };
  writeFileSync(join(dir, 'data', 'settings.json'), JSON.stringify(settings));
  const tokens: string[] = [];
  for (let time = 0; time < 2; time += 1) {
    const { child, ready, stderr } = start([...usual(), '--api-port', '0', '--api-token-file', file], {
      BINNACLE_LOG: 'error',
    });
    await ready;
    await expect.poll(stderr).toMatch(/\n {2}http/);
    const [url = ''] = /http:\S+/.exec(stderr()) ?? [];
    const lines = [`API of the history: ${url} (the token is in ${file})`, `  ${url}/scraped-0  (cannot be read)`, ''];
    expect(stderr()).toBe(lines.join('\n'));
    tokens.push(readFileSync(file, 'utf8').trim());
    const headers = { Authorization: `Basic ${Buffer.from(`x:${tokens.at(-1)}`).toString('base64')}` };
    expect((await fetch(`${url}/nobody/api/v1/labels`, { headers })).status).toBe(404);
    expect((await fetch(`${url}/nobody/api/v1/labels`)).status).toBe(401);
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  expect(tokens[0]).toBe(tokens[1]);
});

test('it ends when the process that started it is gone', async () => {
  const starter = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ${JSON.stringify([entry, ...usual()])}, {
      stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, BINNACLE_PARENT: String(process.pid) } });
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: dir },
  });
  running.add(parent);
  const [line] = await once(parent.stdout, 'data');
  const address = String(line).replace('READY ', '').trim();
  expect((await fetch(address)).status).toBe(200);
  parent.kill('SIGKILL');
  // The pipe closes when the last of both has ended.
  await once(parent.stdout, 'close');
  await expect(fetch(address)).rejects.toThrow();
});
