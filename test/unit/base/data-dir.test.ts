import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultDataDir, ensureDataDir } from '../../../electron/backend/base/data-dir.ts';

test.each([
  ['linux', {}, '/home/u', '/home/u/.local/share/binnacle'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/u', '/data/binnacle'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/u', '/home/u/.local/share/binnacle'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/u', '/home/u/.local/share/binnacle'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/u', '/Users/u/Library/Application Support/Binnacle'],
  ['win32', { LOCALAPPDATA: 'C:\\L', APPDATA: 'C:\\R' }, 'C:\\U', 'C:\\L\\Binnacle'],
  ['win32', { APPDATA: 'C:\\R' }, 'C:\\U', 'C:\\R\\Binnacle'],
  ['win32', {}, 'C:\\U', 'C:\\U\\AppData\\Local\\Binnacle'],
] as const)('on %s with %j the data are at home where the platform wants them', (platform, env, homeDir, expected) => {
  expect(defaultDataDir({ platform, env, homeDir })).toBe(expected);
});

test.skipIf(process.platform === 'win32')(
  'a folder that is made is for its user alone, one that is there stays as it is',
  () => {
    const parent = mkdtempSync(join(tmpdir(), 'binnacle-dir-'));
    const made = join(parent, 'a', 'b');
    ensureDataDir(made);
    const found = join(parent, 'found');
    mkdirSync(found, { mode: 0o755 });
    ensureDataDir(found);
    const modes = [join(parent, 'a'), made, found].map((path) => (statSync(path).mode & 0o777).toString(8));
    rmSync(parent, { recursive: true });
    expect(modes).toEqual(['700', '700', '755']);
  },
);
