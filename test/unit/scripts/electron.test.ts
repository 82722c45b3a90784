import { describe, expect, it } from 'vitest';
import { findElectron, type Surroundings } from '../../../scripts/lib/electron.mjs';

/** A desk where everything is there, and what is said is otherwise. */
async function found(otherwise: Surroundings = {}) {
  const fetched: string[] = [];
  const result = await findElectron({
    platform: 'linux',
    env: { DISPLAY: ':0' },
    uid: 1000,
    find: () => '/electron',
    fetch: async () => fetched.push('fetched'),
    ...otherwise,
  });
  return [result.binary ?? result.reason, ...fetched];
}

describe('finding Electron', () => {
  it('takes the binary that is there, on X11 and on Wayland', async () => {
    expect(await found()).toEqual(['/electron']);
    expect(await found({ env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual(['/electron']);
    expect(await found({ platform: 'darwin', env: {} })).toEqual(['/electron']);
  });

  it('downloads nothing where there can be no window', async () => {
    const find = () => undefined;
    expect(await found({ env: {}, find })).toEqual([
      'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)',
    ]);
    expect(await found({ uid: 0, find })).toEqual(['Electron does not run as root, where its sandbox would not work']);
  });

  it('downloads a binary that is missing, and says so when that fails', async () => {
    let binary: string | undefined;
    const fetch = async () => {
      binary = '/downloaded';
    };
    expect(await found({ find: () => binary, fetch })).toEqual(['/downloaded']);
    expect(await found({ find: () => undefined })).toEqual([
      "Electron's binary is missing and could not be downloaded",
      'fetched',
    ]);
  });
});
