/**
 * A whole run of the application as a process, with a log at its most talkative: contexts and addresses with secrets of every kind are
 * connected, diagnosed, asked and refused. Afterwards none of the secrets is in the data folder, in what was printed, or in anything that
 * a page was told; and each did its work, so it was there to be leaked.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/base/errors.ts';
import type { ContractClient } from '../../shared/contract/contract.ts';
import type { AddressInput } from '../../shared/model/address.ts';
import type { ConnectionState, ContextId } from '../../shared/model/context.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { portForwarder } from '../support/api-server/users.ts';
import { contextNamed, openClient, untilState } from '../support/contract-client.ts';
import { createExecPlugin, type ExecPlugin } from '../support/exec-plugin.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { addressInput } from './addresses-fixture.ts';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';

const entry = fileURLToPath(new URL('../../electron/web/main.ts', import.meta.url));
const missing = serverMissing('prometheus');

const secrets = {
  basic: 'basic-Zk4vQ8m2',
  bearer: 'bearer-Rw7pL1x9',
  header: 'header-Tn5cJ3d6',
  wrong: 'wrong-Gf2hY8s4',
  kubeToken: 'kubetoken-Bq6rE0u3',
  execToken: 'exectoken-Vm9kC5i7',
  kubePassword: 'kubepassword-Xa1wN4o8',
};

/** Every form in which a secret could turn up. */
function formsOf(secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [secret, base64(secret), base64(`ada:${secret}`)];
}

function leaked(text: string): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}

describe.skipIf(missing !== undefined)(`secrets in a whole run${missing === undefined ? '' : ` (${missing})`}`, () => {
  let directory: string;
  let prometheus: RealServer;
  let double: ApiServerDouble;
  let plugin: ExecPlugin;
  let guarded: GuardedServer;
  let app: ChildProcess;
  let printed = '';
  const told: string[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'binnacle-secrets-'));
    mkdirSync(join(directory, 'page'));
    writeFileSync(join(directory, 'page', 'index.html'), '<!doctype html>page');
    prometheus = await startPrometheus({ scrapeItself: true });
    plugin = await createExecPlugin({ kind: 'credential', token: secrets.execToken });
    double = await startApiServer({
      cluster: buildCluster('harbor').prometheus({ realPort: prometheus.port }).cluster,
      users: [
        { name: 'by-token', token: secrets.kubeToken, rules: portForwarder },
        { name: 'by-exec', token: secrets.execToken, rules: portForwarder },
        { name: 'ada', password: secrets.kubePassword, rules: portForwarder },
      ],
    });
    guarded = await startGuardedServer({
      upstream: prometheus.url,
      decide: ({ headers }) =>
        [`Basic ${Buffer.from(`ada:${secrets.basic}`).toString('base64')}`, `Bearer ${secrets.bearer}`].includes(
          headers.authorization ?? '',
        ) && headers['x-api-key'] === secrets.header
          ? { kind: 'forward' }
          : { kind: 'answer', status: 401 },
    });
    const context = (name: string) => ({ ...double.context('by-token', name, 'token'), user: name });
    writeFileSync(
      join(directory, 'config'),
      kubeconfigYaml([
        context('by-token'),
        { ...context('by-exec'), credentials: plugin.credentials() },
        { ...context('by-password'), credentials: { kind: 'basic', user: 'ada', password: secrets.kubePassword } },
        { ...context('refused'), credentials: { kind: 'token', token: secrets.wrong } },
      ]),
      { mode: 0o600 },
    );
  });

  afterAll(async () => {
    if (app?.exitCode === null && app.signalCode === null) {
      app.kill('SIGKILL');
      await once(app, 'exit');
    }
    await guarded?.close();
    await double?.stop();
    await plugin?.remove();
    await prometheus?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function startApp(): Promise<string> {
    const paths = ['--page-dir', join(directory, 'page'), '--data-dir', join(directory, 'data')];
    const args = [entry, '--web', '--no-open', ...paths, '--kubeconfig', join(directory, 'config')];
    const env = { ...process.env, HOME: directory, KUBECONFIG: '', BINNACLE_PARENT: '', BINNACLE_LOG: 'debug' };
    // No keychain: what is only in memory must not be written anywhere else instead.
    app = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    });
    return new Promise((resolve, reject) => {
      for (const stream of [app.stdout, app.stderr]) {
        stream?.on('data', (chunk) => {
          printed += chunk;
          const address = /^READY (\S+)\n/m.exec(printed)?.[1];
          if (address !== undefined) resolve(address);
        });
      }
      app.once('exit', () => reject(new Error(printed)));
    });
  }

  async function connect(client: ContractClient, name: string, wanted: ConnectionState['kind']): Promise<ContextId> {
    const context = await contextNamed(client, name);
    await client.connections.connect({ context });
    const isEnd = ({ kind }: ConnectionState) => kind === 'connected' || kind === 'stopped';
    const state = await untilState(client, context, isEnd);
    if (state.kind === 'stopped' && state.why.code === 'auth.execConsent' && wanted === 'connected') {
      await client.contexts.allowExec({ context, digest: String(state.why.details.digest) });
      return connect(client, name, wanted);
    }
    expect([name, state.kind]).toEqual([name, wanted]);
    return context;
  }

  async function ask(client: ContractClient, context: ContextId): Promise<void> {
    for await (const _item of client.query.run({ context, request: { kind: 'instant', expr: 'up' } }));
    // An error, too, is told and logged.
    const failing = (async () => {
      for await (const _item of client.query.run({ context, request: { kind: 'instant', expr: 'up{' } }));
    })();
    await expect(failing).rejects.toBeInstanceOf(AppError);
  }

  const address = (name: string, auth: AddressInput['auth'], header = secrets.header) => ({
    ...addressInput({ url: guarded.url }),
    name,
    auth,
    headers: [{ name: 'X-Api-Key', kind: 'secret' as const, value: header }],
  });

  it('stay out of files, logs and answers', async () => {
    const { client, close } = await openClient(await startApp(), (frame) => told.push(JSON.stringify(frame)));
    for (const name of ['by-token', 'by-exec', 'by-password']) {
      const context = await connect(client, name, 'connected');
      await ask(client, context);
      await client.discovery.run({ context });
    }
    await connect(client, 'refused', 'stopped');
    const basic = { kind: 'basic', user: 'ada', password: secrets.basic } as const;
    await client.addresses.save({ address: address('rack', basic) });
    await client.addresses.save({ address: address('site', { kind: 'bearer', token: secrets.bearer }) });
    await client.addresses.save({ address: address('locked', { ...basic, password: secrets.wrong }) });
    await expect(client.addresses.test({ address: address('rack', basic, secrets.wrong) })).rejects.toThrow(AppError);
    await client.addresses.test({ address: address('rack', basic) });
    for (const name of ['rack', 'site']) await ask(client, await connect(client, name, 'connected'));
    await connect(client, 'locked', 'stopped');
    await client.settings.update({ theme: 'dark' });
    close();
    app.kill('SIGTERM');
    await once(app, 'exit');

    const files = readdirSync(join(directory, 'data'), { recursive: true, withFileTypes: true });
    const kept = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    // Beside the settings only what is recorded of this computer, and whose records there are.
    const names = kept.map((file) => file.slice(directory.length));
    const others = names.filter((name) => !name.startsWith('/data/history/scraped-'));
    expect(others.sort()).toEqual(['/data/records.json', '/data/settings.json']);
    expect(kept.flatMap((file) => leaked(readFileSync(file, 'latin1')))).toEqual([]);
    expect(leaked(printed)).toEqual([]);
    expect(leaked(told.join('\n'))).toEqual([]);
    // They were in use: the search is one that could have found them.
    expect(printed).toContain('info connections: connected');
    expect(told.length).toBeGreaterThan(50);
    expect(leaked(JSON.stringify(guarded.requests))).toEqual(['basic', 'bearer', 'header', 'wrong']);
    expect(plugin.runs().length).toBeGreaterThan(0);
  });
});
