import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtPaths } from '../../../electron/backend/settings/look-at-paths.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { createAuthority } from '../../support/certificates.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';

describe('looking at paths of the settings', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'binnacle-paths-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const look = (...paths: string[]) => lookAtPaths(paths, home, new AbortController().signal);

  it('tells folders, files with their certificates, and nothing', async () => {
    const two = [createAuthority('one'), createAuthority('two')].map(({ certPem }) => certPem).join('\n');
    writeFileSync(join(home, 'ca.pem'), `# ours\n${two}`);
    writeFileSync(join(home, 'key.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await look(home, '~/ca.pem', join(home, 'key.pem'), '~/missing', '~/ca.pem/below')).toEqual([
      { path: home, found: 'folder', certificates: 0, reason: '' },
      { path: '~/ca.pem', found: 'file', certificates: 2, reason: '' },
      { path: join(home, 'key.pem'), found: 'file', certificates: 0, reason: '' },
      { path: '~/missing', found: 'nothing', certificates: 0, reason: '' },
      { path: '~/ca.pem/below', found: 'nothing', certificates: 0, reason: '' },
    ]);
  });

  it('says why something cannot be read, and does not wait for a pipe', async () => {
    makeNamedPipe(join(home, 'pipe'));
    expect(await look('~/pipe', '~')).toEqual([
      { path: '~/pipe', found: 'unreadable', certificates: 0, reason: 'it is not a regular file' },
      { path: '~', found: 'folder', certificates: 0, reason: '' },
    ]);
  });

  it('ends when its caller does not want it any more', async () => {
    await expect(lookAtPaths(['~'], home, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});
