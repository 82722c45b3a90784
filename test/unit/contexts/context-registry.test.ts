import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import { ownContexts } from '../../support/own-contexts.ts';
import { onPath } from '../../support/servers/real-server.ts';
import { openRegistry } from './registry-fixture.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const registryOf = (groups: readonly (readonly string[])[]) => openRegistry(folder, { groups });

async function snapshotOf(...groups: readonly string[][]): Promise<ContextsSnapshot> {
  const registry = registryOf(groups.map((files) => files.map(at)));
  await registry.reload();
  registry.dispose();
  return ownContexts(registry.snapshot());
}

const harbor = `
clusters: [{name: c, cluster: {server: 'https://h'}}]
users: [{name: u, user: {token: harbor-token}}]
contexts: [{name: harbor, context: {cluster: c, user: u, namespace: shop}}]
`;

describe('the contexts', () => {
  it('are this computer alone before the first reading', () => {
    const registry = registryOf([[at('config')]]);
    expect(ownContexts(registry.snapshot())).toEqual({ files: [], contexts: [] });
    registry.dispose();
  });

  it('are shown with their server, user and file, and an id that can be read', async () => {
    await writeFile(at('config'), harbor);
    expect(await snapshotOf(['config'])).toEqual({
      files: [{ path: at('config'), kind: 'file', from: 'environment', contexts: 1, problem: undefined }],
      contexts: [
        {
          id: '~/config::harbor',
          name: 'harbor',
          file: at('config'),
          server: 'https://h',
          cluster: 'c',
          user: 'u',
          namespace: 'shop',
          auth: 'token',
          problem: undefined,
        },
      ],
    });
  });

  it('are shown without a cluster or a user too, with what is wrong', async () => {
    await writeFile(
      at('config'),
      `${harbor}
- name: no-cluster
  context: {user: u}
- name: no-user
  context: {cluster: c}
- name: lost-cluster
  context: {cluster: gone, user: u}
- name: lost-user
  context: {cluster: c, user: gone}
- name: no-server
  context: {cluster: bare, user: u}
- name: nothing
`
        .replace('contexts: [{name: harbor, context: {cluster: c, user: u, namespace: shop}}]', 'contexts:')
        .replace("server: 'https://h'}}", "server: 'https://h'}}, {name: bare}"),
    );
    const { contexts } = await snapshotOf(['config']);
    expect(contexts.map(({ name, problem }) => [name, problem?.code, problem?.message])).toEqual([
      ['no-cluster', 'context.noCluster', 'The context "no-cluster" names no cluster.'],
      ['no-user', 'context.noUser', 'The context "no-user" names no user.'],
      [
        'lost-cluster',
        'context.noCluster',
        'The context "lost-cluster" names the cluster "gone", which no file defines.',
      ],
      ['lost-user', 'context.noUser', 'The context "lost-user" names the user "gone", which no file defines.'],
      ['no-server', 'context.noCluster', 'The context "no-server" names the cluster "bare", which has no server.'],
      ['nothing', 'context.noCluster', 'The context "nothing" names no cluster.'],
    ]);
  });

  it('of good files are shown beside files that are missing, broken or empty', async () => {
    await Promise.all([
      writeFile(at('good'), harbor),
      writeFile(at('empty'), ''),
      writeFile(at('broken'), 'contexts: ['),
      writeFile(at('binary'), Buffer.alloc(100)),
    ]);
    const { files, contexts } = await snapshotOf(['missing', 'empty', 'good', 'broken'], ['binary']);
    expect([files.map(({ problem }) => problem?.code), contexts.map(({ name }) => name)]).toEqual([
      ['kubeconfig.notFound', 'kubeconfig.empty', undefined, 'kubeconfig.malformed', 'kubeconfig.notText'],
      ['harbor'],
    ]);
  });

  it('of one name in two files stay apart, unless the files are one list', async () => {
    await Promise.all([writeFile(at('a'), harbor), writeFile(at('b'), harbor.replace('https://h', 'https://b'))]);
    const ids = async (...groups: string[][]) =>
      (await snapshotOf(...groups)).contexts.map(({ id, server }) => [id, server]);
    expect([await ids(['a', 'b']), await ids(['a'], ['b']), await ids(['a', 'b'], ['a', 'c'])]).toEqual([
      [['~/a::harbor', 'https://h']],
      [
        ['~/a::harbor', 'https://h'],
        ['~/b::harbor', 'https://b'],
      ],
      [['~/a::harbor', 'https://h']],
    ]);
  });

  it('join clusters and users of other files in the list, each with paths of its own file', async () => {
    await writeFile(at('one'), 'contexts: [{name: x, context: {cluster: c, user: u}}]');
    await writeFile(at('two'), 'clusters: [{name: c, cluster: {server: https://s, certificate-authority: ca.pem}}]');
    await writeFile(at('three'), 'users: [{name: u, user: {tokenFile: sub/token}}]');
    const registry = registryOf([['one', 'two', 'three'].map(at)]);
    const { cluster, user } = await registry.resolve('~/one::x' as ContextId);
    registry.dispose();
    expect([cluster.caFile, user.tokenFile]).toEqual([at('ca.pem'), at('sub/token')]);
  });

  it('have ids below the limit of the contract whatever their names, and different ones', async () => {
    const long = 'x'.repeat(5000);
    await writeFile(at('config'), `contexts: [{name: ${long}1}, {name: ${long}2}]`);
    const ids = (await snapshotOf(['config'])).contexts.map(({ id }) => id);
    expect([new Set(ids).size, ids.every((id) => id.length < 2048)]).toEqual([2, true]);
  });
});

describe('reading again', () => {
  it('tells only of a change', async () => {
    await writeFile(at('config'), harbor);
    const registry = registryOf([[at('config')]]);
    const told: (readonly string[])[] = [];
    registry.onDidChange((snapshot) => told.push(ownContexts(snapshot).contexts.map(({ name }) => name)));
    await registry.reload();
    await registry.reload();
    await writeFile(at('config'), harbor.replaceAll('harbor', 'reef'));
    await registry.reload();
    registry.dispose();
    expect(told).toEqual([['harbor'], ['reef']]);
  });

  it('happens at connecting, with the newest credentials', async () => {
    await writeFile(at('config'), harbor);
    const registry = registryOf([[at('config')]]);
    const tokens = [(await registry.resolve('~/config::harbor' as ContextId)).user.token];
    await writeFile(at('config'), harbor.replace('harbor-token', 'new-token'));
    tokens.push((await registry.resolve('~/config::harbor' as ContextId)).user.token);
    await rm(at('config'));
    await expect(registry.resolve('~/config::harbor' as ContextId)).rejects.toMatchObject({ code: 'context.unknown' });
    registry.dispose();
    expect(tokens).toEqual(['harbor-token', 'new-token']);
  });

  it('says what is wrong with the file, where that is why a context is not found', async () => {
    await writeFile(at('config'), harbor);
    await writeFile(at('other'), '{ not yaml');
    const registry = registryOf([[at('config')], [at('other')]]);
    const codes: string[] = [];
    const resolve = (id: string) => registry.resolve(id as ContextId).catch(({ code }) => codes.push(code));
    await resolve('~/config::reef');
    await resolve('~/other::x');
    await writeFile(at('config'), 'contexts: [');
    await resolve('~/config::harbor');
    await rm(at('config'));
    await resolve('~/config::harbor');
    registry.dispose();
    expect(codes).toEqual(['context.unknown', 'kubeconfig.malformed', 'kubeconfig.malformed', 'context.unknown']);
  });

  it('is one for all who ask while another runs, and sees what was written before they asked', async () => {
    await writeFile(at('config'), harbor);
    let readings = 0;
    const registry = openRegistry(folder, {
      groups: [[at('config')]],
      settings: {
        get kubeconfigPaths() {
          readings += 1;
          return [];
        },
      },
    });
    await registry.reload();
    const ofOne = readings;
    const first = registry.reload();
    await writeFile(at('config'), harbor.replaceAll('harbor', 'reef'));
    const names = await Promise.all(
      Array.from({ length: 30 }, async () => (await registry.resolve('~/config::reef' as ContextId)).name),
    );
    await first;
    registry.dispose();
    expect([new Set(names), readings / ofOne]).toEqual([new Set(['reef']), 3]);
  });

  it('leaves the newest reading where several run at once', async () => {
    await writeFile(at('config'), harbor);
    const registry = registryOf([[at('config')]]);
    const first = registry.reload();
    await writeFile(at('config'), harbor.replaceAll('harbor', 'reef'));
    await Promise.all([first, registry.reload()]);
    registry.dispose();
    expect(ownContexts(registry.snapshot()).contexts.map(({ name }) => name)).toEqual(['reef']);
  });
});

const kubectl = 'kubectl';

describe.skipIf(!onPath(kubectl))('merging a list of files (needs kubectl)', () => {
  it('gives what kubectl gives', async () => {
    await writeFile(
      at('one'),
      'clusters:\n- {name: c, cluster: {server: https://one}}\nusers:\n- {name: u, user: {token: one}}\n' +
        'contexts:\n- {name: both, context: {cluster: c, user: u}}\n- {name: first, context: {cluster: d, user: v}}\n',
    );
    await writeFile(
      at('two'),
      'clusters:\n- {name: c, cluster: {server: https://two, tls-server-name: two}}\n- {name: d, cluster: {server: https://d}}\n' +
        'users:\n- {name: u, user: {token: two}}\n- {name: v, user: {token: v}}\n' +
        'contexts:\n- {name: both, context: {cluster: d, user: v, namespace: two}}\n- {name: second, context: {cluster: c, user: u}}\n',
    );
    const list = ['one', 'missing', 'two'].map(at);
    const view = JSON.parse(
      execFileSync(kubectl, ['config', 'view', '--raw', '-o', 'json'], {
        env: { ...process.env, KUBECONFIG: list.join(path.delimiter) },
        stdio: 'pipe',
      }).toString(),
    );
    const byName = (entries: readonly { name: string }[], name: string) => entries.find((entry) => entry.name === name);
    const registry = registryOf([list]);
    await registry.reload();
    const ours = await Promise.all(
      ownContexts(registry.snapshot()).contexts.map(async ({ id, name }) => {
        const { cluster, user, namespace } = await registry.resolve(id);
        return [name, cluster.server, cluster.tlsServerName, user.token, namespace];
      }),
    );
    registry.dispose();
    const theirs = view.contexts.map(({ name, context }: { name: string; context: Record<string, string> }) => {
      const { cluster } = byName(view.clusters, context.cluster ?? '') as unknown as {
        cluster: Record<string, string>;
      };
      const { user } = byName(view.users, context.user ?? '') as unknown as { user: Record<string, string> };
      return [name, cluster.server, cluster['tls-server-name'], user.token, context.namespace];
    });
    // kubectl sorts by name.
    expect(ours.sort()).toEqual(theirs);
  });
});
