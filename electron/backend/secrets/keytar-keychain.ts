/**
 * The system's keychain by keytar: Keychain on macOS, Credential Manager on Windows, the Secret Service on Linux. Its `findCredentials`
 * is never called: a locked keyring would crash the process.
 */
import type { Keychain } from '../ports.ts';

/** Calls that have not ended. */
let underWay = 0;

/**
 * Loaded here and not earlier: without libsecret, loading throws. For the `openKeychain` of a host.
 * @param service under which the names are kept.
 * @throws Error that says what is missing
 */
export async function openKeytar(service: string): Promise<Keychain> {
  const keytar = await load();
  process.once('exit', endInSpite);
  return {
    // null: there is none, or the keychain is locked.
    get: (name) => counted(keytar.getPassword(service, name)).then((secret) => secret ?? undefined),
    set: (name, secret) => counted(keytar.setPassword(service, name, secret)),
    remove: async (name) => {
      await counted(keytar.deletePassword(service, name));
    },
  };
}

async function load(): Promise<typeof import('keytar')> {
  try {
    return (await import('keytar')).default;
  } catch (cause) {
    // keytar tries several places and keeps for itself why none of them would do.
    const reason =
      process.platform === 'linux'
        ? 'libsecret is missing (on Debian and Ubuntu: libsecret-1-0)'
        : `no keytar for ${process.platform}-${process.arch}`;
    throw new Error(reason, { cause });
  }
}

async function counted<T>(call: Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await call;
  } finally {
    underWay -= 1;
  }
}

/**
 * At its end Node waits for its threads, and one that hangs in the keychain (it asks the user, or the session bus is gone) would hold
 * the process for half a minute or for ever. By now everything else has been closed.
 */
function endInSpite(): void {
  if (underWay > 0) process.kill(process.pid, 'SIGKILL');
}
