import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTokens, replaceTokens, writeTokens } from '../../../../electron/backend/kube/auth/oidc-tokens.ts';

const before = { idToken: 'old.id.token', refreshToken: 'old-refresh' };
const after = { idToken: 'new.id.token', refreshToken: 'new "refresh"' };

const block = `# my clusters
apiVersion: v1
users:
- name: other
  user: {auth-provider: {name: oidc, config: {id-token: old.id.token, refresh-token: old-refresh}}}
- name: ada      # that is me
  user:
    auth-provider:
      name: oidc
      config:
        client-id: binnacle # public
        id-token: old.id.token
        refresh-token: 'old-refresh'   # secret
contexts: [ ]
`;

describe('new tokens in a kubeconfig', () => {
  it('take the places of the old ones, and nothing else changes', () => {
    expect(replaceTokens(block, 'ada', before, after)).toBe(
      block
        .replace('        id-token: old.id.token', '        id-token: new.id.token')
        .replace("'old-refresh'", '"new \\"refresh\\""'),
    );
  });

  it('are put into a map in one line, into quotes, and where there was no id-token or an empty one', () => {
    const flow = 'users: [{name: ada, user: {auth-provider: {name: oidc, config: {refresh-token: "old-refresh"}}}}]\n';
    expect(replaceTokens(flow, 'ada', { ...before, idToken: undefined }, after)).toBe(
      flow.replace('{refresh-token: "old-refresh"}', '{id-token: new.id.token, refresh-token: "new \\"refresh\\""}'),
    );
    const missing = block.replace('        id-token: old.id.token\n', '');
    expect(replaceTokens(missing, 'ada', { ...before, idToken: undefined }, after)).toBe(
      missing
        .replace('        client-id', '        id-token: new.id.token\n        client-id')
        .replace("'old-refresh'", '"new \\"refresh\\""'),
    );
    const empty = block.replace('        id-token: old.id.token', '        id-token:');
    expect(replaceTokens(empty, 'ada', { ...before, idToken: undefined }, after)).toBe(
      empty
        .replace('        id-token:', '        id-token: new.id.token')
        .replace("'old-refresh'", '"new \\"refresh\\""'),
    );
  });

  it('are put into JSON, which is YAML too', () => {
    const json = JSON.stringify({
      users: [
        {
          name: 'ada',
          user: { 'auth-provider': { config: { 'id-token': before.idToken, 'refresh-token': before.refreshToken } } },
        },
      ],
    });
    expect(JSON.parse(replaceTokens(json, 'ada', before, { idToken: 'a', refreshToken: 'b' }))).toEqual({
      users: [{ name: 'ada', user: { 'auth-provider': { config: { 'id-token': 'a', 'refresh-token': 'b' } } } }],
    });
  });

  it.each([
    [
      'somebody else has changed them',
      block.replace("'old-refresh'", 'newer'),
      'somebody else has changed the tokens in it',
    ],
    ['the user is gone', block.replace('name: ada', 'name: eve'), 'the entry is not there any more'],
    [
      'they are anchors',
      block
        .replace('config:\n', 'config: &shared\n')
        .replace('id-token: old.id.token\n        r', 'id-token: &t old.id.token\n        same: *t\n        r'),
      undefined,
    ],
    [
      'they are written in blocks',
      block.replace("'old-refresh'   # secret", '>-\n          old-refresh'),
      'its form is not one that can be edited',
    ],
    [
      'the whole is a reference',
      block.replace('user:\n    auth', 'user: &u\n    auth').replace('contexts: [ ]', ''),
      undefined,
    ],
  ])('where %s, are refused or put in rightly', (_name, text, reason) => {
    const replace = () => replaceTokens(text, 'ada', before, { idToken: 'n.i.d', refreshToken: 'r' });
    if (reason === undefined) expect(replace()).toContain('n.i.d');
    else expect(replace).toThrow(reason);
  });
});

describe.skipIf(process.platform === 'win32')('the file of a kubeconfig', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
    file = path.join(folder, 'config');
    await writeFile(file, block);
    await chmod(file, 0o640);
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is replaced whole, through a link, with its mode, and nothing is left beside it', async () => {
    const link = path.join(folder, 'link');
    await symlink(file, link);
    const place = { file: link, user: 'ada', issuer: '' };
    await writeTokens(place, before, after);
    expect([
      await readTokens(place),
      await readTokens({ ...place, file }),
      await readTokens({ ...place, user: 'eve' }),
      await readTokens({ ...place, issuer: 'https://other.test' }),
    ]).toEqual([after, after, undefined, undefined]);
    expect([(await stat(file)).mode & 0o777, (await readdir(folder)).sort()]).toEqual([0o640, ['config', 'link']]);
  });

  it('is not touched while somebody else holds its lock, or has changed it', async () => {
    await writeFile(`${file}.lock`, '');
    await expect(writeTokens({ file, user: 'ada' }, before, after)).rejects.toThrow(/config\.lock is there/);
    await rm(`${file}.lock`);
    await expect(writeTokens({ file, user: 'ada' }, after, before)).rejects.toThrow('somebody else');
    expect([await readFile(file, 'utf8'), (await readdir(folder)).sort()]).toEqual([block, ['config']]);
  });
});
