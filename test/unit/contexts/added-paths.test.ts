import { link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';
import { ownContexts } from '../../support/own-contexts.ts';
import { openRegistry } from './registry-fixture.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  await mkdir(at('clusters'));
});
afterEach(() => rm(home, { recursive: true }));

const at = (...names: string[]) => path.join(home, ...names);

const config = (name: string) => `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://${name}', certificate-authority: ca.pem}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: ${name}, context: {cluster: c, user: u}}]
`;

async function snapshotOf(kubeconfigPaths: readonly string[], groups: string[][] = []): Promise<ContextsSnapshot> {
  const registry = openRegistry(home, { groups, settings: { kubeconfigPaths } });
  await registry.reload();
  registry.dispose();
  return ownContexts(registry.snapshot());
}

const idsOf = ({ contexts }: ContextsSnapshot) => contexts.map(({ id }) => id);

/** What is listed of a folder with these files. */
async function listed(files: Readonly<Record<string, string>>): Promise<readonly (readonly [string, unknown])[]> {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(at('clusters', name), text)));
  const { files: items } = await snapshotOf([at('clusters')]);
  return items.slice(1).map(({ path: file, problem }) => [path.basename(file), problem?.code]);
}

describe('added files and folders', () => {
  it('are listed after those of the host, a folder before its files, in the words of the user', async () => {
    await Promise.all([
      writeFile(at('main'), config('harbor')),
      writeFile(at('clusters', 'b'), config('reef')),
      writeFile(at('clusters', 'a.yaml'), config('harbor')),
      writeFile(at('more.json'), config('bay')),
    ]);
    const snapshot = await snapshotOf(['~/clusters', 'more.json', '~/missing'], [[at('main')]]);
    const file = { kind: 'file', contexts: 1, problem: undefined };
    expect(snapshot.files).toEqual([
      { ...file, path: at('main'), from: 'environment' },
      { path: '~/clusters', kind: 'folder', from: 'added', contexts: 2, problem: undefined },
      { ...file, path: '~/clusters/a.yaml', from: 'added' },
      { ...file, path: '~/clusters/b', from: 'added' },
      { ...file, path: 'more.json', from: 'added' },
      {
        path: '~/missing',
        kind: 'file',
        from: 'added',
        contexts: 0,
        problem: expect.objectContaining({ code: 'kubeconfig.notFound', message: '~/missing does not exist' }),
      },
    ]);
    expect(snapshot.contexts.map(({ id, file: of, server }) => [id, of, server])).toEqual([
      ['~/main::harbor', at('main'), 'https://harbor'],
      ['~/clusters/a.yaml::harbor', '~/clusters/a.yaml', 'https://harbor'],
      ['~/clusters/b::reef', '~/clusters/b', 'https://reef'],
      ['~/more.json::bay', 'more.json', 'https://bay'],
    ]);
  });

  it('have paths of their own that are relative to where they are', async () => {
    await writeFile(at('clusters', 'a'), config('harbor'));
    const registry = openRegistry(home, { settings: { kubeconfigPaths: ['~/clusters/'] } });
    await registry.reload();
    const { cluster } = await registry.resolve('~/clusters/a::harbor' as ContextId);
    registry.dispose();
    expect([cluster.caFile, registry.snapshot().files.map((file) => file.path)]).toEqual([
      at('clusters', 'ca.pem'),
      ['~/clusters/', '~/clusters/a'],
    ]);
  });

  it('that are reached twice, by a link or by another way, are listed once', async () => {
    await writeFile(at('clusters', 'a'), config('harbor'));
    await symlink(at('clusters', 'a'), at('linked'));
    await symlink(at('clusters'), at('elsewhere'));
    const [named, twice] = await Promise.all([
      snapshotOf(['~/clusters', '~/linked', '~/elsewhere', '~/clusters/a'], [[at('clusters', 'a')]]),
      snapshotOf(['~/linked', '~/clusters']),
    ]);
    expect([named, twice].map(idsOf)).toEqual([['~/clusters/a::harbor'], ['~/linked::harbor']]);
    expect(named.files.map((file) => [file.path, file.contexts])).toEqual([
      [at('clusters', 'a'), 1],
      ['~/clusters', 0],
      ['~/elsewhere', 0],
    ]);
  });

  it('that are the same by chance, as a copy is, are two', async () => {
    await writeFile(at('clusters', 'a'), config('harbor'));
    await link(at('clusters', 'a'), at('clusters', 'b'));
    expect(idsOf(await snapshotOf(['~/clusters']))).toEqual(['~/clusters/a::harbor', '~/clusters/b::harbor']);
  });
});

describe('of a folder', () => {
  it('everything that is no kubeconfig is passed over in silence', async () => {
    await mkdir(at('clusters', 'folder'));
    await writeFile(at('clusters', 'folder', 'deep'), config('deep'));
    makeNamedPipe(at('clusters', 'pipe'));
    await symlink(at('nowhere'), at('clusters', 'dangling'));
    await writeFile(at('clusters', 'huge'), config('huge'));
    await truncate(at('clusters', 'huge'), 8 * 1024 * 1024 + 1);
    await writeFile(at('clusters', 'picture.png'), Buffer.from([0x89, 0x50, 0, 1, 2]));
    expect(
      await listed({
        'README.md': '# My clusters\n\nusers: ask for access\n',
        'pod.yaml': 'apiVersion: v1\nkind: Pod\nspec: {}\n',
        'prometheus.yml': 'scrape_configs: []\n',
        'skaffold.yaml': 'apiVersion: skaffold/v4\nkind: Config\nbuild: {}\n',
        'compose.yaml': 'services:\n  a:\n    users: [x]\n    contexts: y\n',
        'broken.json': '{"a": ',
        empty: '',
        harbor: config('harbor'),
      }),
    ).toEqual([['harbor', undefined]]);
  });

  it('what is hidden or left behind by a tool is passed over', async () => {
    const names = ['.a', 'a~', 'a.bak', 'a.BACKUP', 'a.old', 'a.orig', '#a#', '.#a', 'a.swp', 'a.lock', 'a.tmp'];
    expect(await listed(Object.fromEntries(names.map((name) => [name, config('x')])))).toEqual([]);
  });

  it('what is meant as a kubeconfig and broken is named with its line, and hides no other', async () => {
    expect(
      await listed({
        'a.yaml': `${config('a')}  - : [\n`,
        'b.json': '{"apiVersion":"v1","kind":"Config","clusters":[],"users":[],"contexts":[{"name":1}]}',
        c: config('c'),
        d: 'apiVersion: v1\nkind: Config\nclusters: 7\n',
        e: 'apiVersion: v1\nkind: Config\ncurrent-context: ""\n',
      }),
    ).toEqual([
      ['a.yaml', 'kubeconfig.malformed'],
      ['b.json', 'kubeconfig.malformed'],
      ['c', undefined],
      ['d', 'kubeconfig.malformed'],
      ['e', undefined],
    ]);
    const { files } = await snapshotOf(['~/clusters']);
    expect(files.find((file) => file.path.endsWith('/d'))?.problem).toMatchObject({
      message: '~/clusters/d, line 3, column 11: "clusters" is not a list',
      details: { path: '~/clusters/d', line: 3, column: 11 },
    });
  });

  it('only the first thousand files are read, which is said', async () => {
    await Promise.all(
      Array.from({ length: 1001 }, (_, n) => writeFile(at('clusters', String(n).padStart(4, '0')), 'nothing')),
    );
    await writeFile(at('clusters', '0001'), config('near'));
    await writeFile(at('clusters', '1000'), config('far'));
    const { files, contexts } = await snapshotOf(['~/clusters']);
    expect([files.map(({ path: file, problem }) => [file, problem?.message]), contexts.length]).toEqual([
      [
        ['~/clusters', '~/clusters cannot be read: it has 1001 files, and only the first 1000 are read'],
        ['~/clusters/0001', undefined],
      ],
      1,
    ]);
  });
});

it('a path that leads to something else than a file is named, and hides no other', async () => {
  await writeFile(at('a'), config('harbor'));
  makeNamedPipe(at('pipe'));
  const { files, contexts } = await snapshotOf(['~/pipe', '~/a']);
  const codes = files.map(({ problem }) => problem?.code);
  expect([codes, contexts.length]).toEqual([['kubeconfig.unreadable', undefined], 1]);
});
