/**
 * What keychain.test.ts runs inside a session bus of its own: secrets over the real keychain, in one scenario, told as a line of JSON.
 * Not part of the test's process: keytar is loaded here, and may hang.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSecrets } from '../../electron/backend/secrets/create-secrets.ts';
import { openKeytar } from '../../electron/backend/secrets/keytar-keychain.ts';
import type { Secrets } from '../../electron/backend/secrets/secrets.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { SecretRef } from '../../shared/model/address.ts';

const ref = 'address/1/password/a' as SecretRef;
const never = new AbortController().signal;
const secret = `한국어 "quoted"\n${'x'.repeat(8000)}`;

function newSecrets(timeoutMs = 5000): Secrets {
  const log = { write: () => undefined };
  return createSecrets({ openKeychain: () => openKeytar('Binnacle'), log, timeoutMs });
}

/** Unlocked, with a login keyring that is made now. */
async function startKeyring(): Promise<ChildProcess> {
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('password of the keyring');
  while (!isOnBus()) await new Promise((resolve) => setTimeout(resolve, 20));
  return daemon;
}

function isOnBus(): boolean {
  const ask = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const bus = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', ...ask];
  return execFileSync('dbus-send', bus, { encoding: 'utf8' }).includes('boolean true');
}

const service = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];

function lock(): void {
  const lockDefault = ['org.freedesktop.Secret.Service.Lock', 'array:objpath:/org/freedesktop/secrets/aliases/default'];
  execFileSync('dbus-send', [...service, ...lockDefault]);
}

async function get(secrets: Secrets, name: SecretRef = ref): Promise<unknown> {
  try {
    return (await secrets.get(name, never)) ?? null;
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details] : String(error);
  }
}

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  async keeps() {
    const daemon = await startKeyring();
    const first = newSecrets();
    await first.set(ref, secret, never);
    const second = newSecrets();
    const read = (await get(second)) === secret;
    await second.set(ref, 'another', never);
    const again = await get(first);
    await first.remove(ref);
    await first.remove(ref);
    const facts = [read, again, await get(second), first.status(), second.status()];
    daemon.kill();
    return facts;
  },
  async locked() {
    const daemon = await startKeyring();
    const secrets = newSecrets();
    await secrets.set(ref, secret, never);
    lock();
    const read = await get(secrets);
    await secrets.set('b' as SecretRef, 'second', never);
    const facts = [read, await get(secrets, 'b' as SecretRef), secrets.status()];
    daemon.kill();
    return facts;
  },
  async hangs() {
    const daemon = await startKeyring();
    const secrets = newSecrets(300);
    await secrets.set(ref, secret, never);
    daemon.kill('SIGSTOP');
    const read = await get(secrets);
    await secrets.set('b' as SecretRef, 'second', never);
    return [read, await get(secrets, 'b' as SecretRef), secrets.status()];
  },
  async session() {
    const secrets = newSecrets();
    await secrets.set(ref, secret, never);
    return [(await get(secrets)) === secret, secrets.status()];
  },
};

const facts = await scenarios[process.argv[2] ?? '']?.();
process.stdout.write(`${JSON.stringify(facts)}\n`, () => process.exit(0));
