/** Where Binnacle keeps what it keeps, by the platform's conventions: the same folder in the window and in the browser. */
import { mkdirSync } from 'node:fs';
import { posix, win32 } from 'node:path';

export interface DataDirSources {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

export function defaultDataDir({ platform, env, homeDir }: DataDirSources): string {
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'Binnacle');
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA || env.APPDATA || win32.join(homeDir, 'AppData', 'Local');
    return win32.join(local, 'Binnacle');
  }
  const { XDG_DATA_HOME: given } = env;
  // The specification: a relative path is to be ignored.
  const base = given !== undefined && posix.isAbsolute(given) ? given : posix.join(homeDir, '.local', 'share');
  return posix.join(base, 'binnacle');
}

/** For this user alone where it is made here; a folder that is there keeps the rights that its owner gave it. */
export function ensureDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}
