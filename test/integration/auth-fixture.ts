/** What the tests of signing in share: a double that knows users by every kind of credential, clients, and everything closed after each test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect } from 'vitest';
import { z } from 'zod';
import type { ResolvedContext } from '../../electron/backend/contexts/merge-group.ts';
import type { KubeClient } from '../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { AppError } from '../../shared/base/errors.ts';
import { type ApiServerDouble, type ApiServerOptions, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { clusterAdmin } from '../support/api-server/users.ts';
import { createExecPlugin, type ExecPlugin } from '../support/exec-plugin.ts';
import { type KubeServices, type KubeServicesOptions, openKubeServices } from '../support/kube-services.ts';
import { type ProxyServerOptions, startProxyServer } from '../support/proxy-server.ts';

export const never = new AbortController().signal;
export const nodesPath = '/api/v1/nodes';

export const cleanups: (() => Promise<unknown>)[] = [];

/** To be called once at the top of a test file. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

/** Its users are ada and bob, by token, password or certificate. */
export async function startDouble(more: Partial<ApiServerOptions> = {}): Promise<ApiServerDouble> {
  const users = ['ada', 'bob'].map((name) => ({
    name,
    token: `${name}-token-12345`,
    password: `${name}-password`,
    rules: clusterAdmin,
  }));
  const double = await startApiServer({ cluster: buildCluster().node('n1').cluster, users, ...more });
  cleanups.push(() => double.stop());
  return double;
}

export function services(options: KubeServicesOptions = {}): KubeServices {
  const made = openKubeServices(options);
  cleanups.push(() => made.credentials.close());
  return made;
}

export async function open(context: ResolvedContext, by: KubeServices = services()): Promise<KubeClient> {
  const client = await openKubeClient(context, by);
  cleanups.push(() => client.close());
  return client;
}

export async function plugin(...args: Parameters<typeof createExecPlugin>): Promise<ExecPlugin> {
  const made = await createExecPlugin(...args);
  cleanups.push(() => made.remove());
  return made;
}

export async function proxy(options?: ProxyServerOptions) {
  const started = await startProxyServer(options);
  cleanups.push(() => started.stop());
  return started;
}

export async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  cleanups.push(() => rm(made, { recursive: true }));
  return made;
}

export async function fileWith(text: string, name = 'file'): Promise<string> {
  const file = path.join(await folder(), name);
  await writeFile(file, text);
  return file;
}

export function nodes(client: KubeClient, signal = never): Promise<unknown> {
  return client.get(nodesPath, z.object({ items: z.array(z.unknown()) }), { signal });
}

/** Who asked, as the double knew it, request by request. */
export function askers(double: ApiServerDouble): readonly (readonly [user: string, code: number | undefined])[] {
  return double.requests.map(({ user, code }) => [user, code] as const);
}

/** An AppError as data; `secrets` are nowhere in the error, whatever is looked at, nor in the log. */
export async function failureOf(work: Promise<unknown>, secrets: readonly string[] = [], by?: KubeServices) {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  const everything = [
    inspect(error, { depth: 20 }),
    JSON.stringify(error),
    JSON.stringify(error.toData()),
    ...(by?.logged ?? []),
  ];
  for (const secret of secrets) expect(everything.join('\n')).not.toContain(secret);
  return error.toData();
}
