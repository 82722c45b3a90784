import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Keychain } from '../../../electron/backend/ports.ts';
import { createSecrets } from '../../../electron/backend/secrets/create-secrets.ts';
import type { Secrets } from '../../../electron/backend/secrets/secrets.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { SecretRef, SecretsStatus } from '../../../shared/model/address.ts';
import { memoryLog } from '../rpc/test-contract.ts';

type Call = keyof Keychain;

/** A keychain that can be told to fail, to be locked as the Secret Service is, and to hang. */
class FakeKeychain implements Keychain {
  readonly kept = new Map<string, string>();
  readonly calls: string[] = [];
  failure: string | undefined;
  isLocked = false;
  opened = 0;
  #held: (() => void) | undefined;
  #gate: Promise<void> = Promise.resolve();

  hang(): void {
    this.#gate = new Promise((resolve) => {
      this.#held = resolve;
    });
  }

  answer(): void {
    this.#held?.();
    this.#gate = Promise.resolve();
  }

  async open(): Promise<Keychain> {
    this.opened += 1;
    return this;
  }

  async get(name: string): Promise<string | undefined> {
    await this.#enter('get', name);
    return this.isLocked ? undefined : this.kept.get(name);
  }

  async set(name: string, secret: string): Promise<void> {
    await this.#enter('set', name);
    if (this.isLocked) throw new Error('Cannot create an item in a locked collection');
    this.kept.set(name, secret);
  }

  async remove(name: string): Promise<void> {
    await this.#enter('remove', name);
    if (!this.isLocked) this.kept.delete(name);
  }

  async #enter(call: Call, name: string): Promise<void> {
    this.calls.push(`${call} ${name}`);
    await this.#gate;
    if (this.failure !== undefined) throw new Error(this.failure);
  }
}

const ref = (name: string) => name as SecretRef;
const a = ref('address/1/password/a');
const never = new AbortController().signal;
const inKeychain: SecretsStatus = { place: 'keychain', why: undefined };
const forSession = (why: unknown) => ({ place: 'session', why });

let keychain: FakeKeychain;
let secrets: Secrets;
let log: ReturnType<typeof memoryLog>;
let told: SecretsStatus[];

beforeEach(() => {
  keychain = new FakeKeychain();
  log = memoryLog();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  secrets = createSecrets({ openKeychain: () => keychain.open(), log, newId, timeoutMs: 200 });
  told = [];
  secrets.onDidChange((status) => told.push(status));
});
afterEach(() => {
  keychain.answer();
  secrets.dispose();
});

/** Everything that follows from what was just done has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof AppError ? [error.code, error.details, error.retryable] : error;
}

test('a secret is kept in the keychain, read again and removed, and the keychain is opened for the first call', async () => {
  expect(keychain.opened).toBe(0);
  await secrets.set(a, 'hunter2', never);
  expect(await secrets.get(a, never)).toBe('hunter2');
  expect([...keychain.kept]).toEqual([[a, 'hunter2']]);
  await secrets.remove(a);
  expect(await secrets.get(a, never)).toBeUndefined();
  expect([keychain.opened, [...keychain.kept], secrets.status(), told, log.lines]).toEqual([1, [], inKeychain, [], []]);
});

test('whoever only asks where secrets go hears whether there is a keychain, for which nothing is kept or unlocked', async () => {
  keychain.failure = 'there is no session bus';
  secrets.look();
  secrets.look();
  await settled();
  expect(told).toEqual([forSession('there is no session bus')]);
  expect(keychain.calls).toEqual(['get check/id-1']);
});

test('a locked keychain is not unlocked to say where secrets go', async () => {
  keychain.isLocked = true;
  secrets.look();
  await settled();
  expect([told, secrets.status(), keychain.calls]).toEqual([[], inKeychain, ['get check/id-1']]);
});

describe('without a keychain', () => {
  test.each([
    ['rejects', () => Promise.reject(new Error('libsecret is missing'))],
    [
      'throws',
      () => {
        throw new Error('libsecret is missing');
      },
    ],
  ])('that %s, a secret is kept for the session, which is said once', async (_name, openKeychain) => {
    const lonely = createSecrets({ openKeychain, log, newId: () => 'id' });
    const heard: SecretsStatus[] = [];
    lonely.onDidChange((status) => heard.push(status));
    await lonely.set(a, 'hunter2', never);
    expect(await lonely.get(a, never)).toBe('hunter2');
    expect(await failureOf(lonely.get(ref('other'), never))).toEqual([
      'secrets.unavailable',
      { reason: 'libsecret is missing' },
      true,
    ]);
    await lonely.remove(a);
    expect(heard).toEqual([forSession('libsecret is missing')]);
    expect(log.lines).toEqual(['warn secrets: the keychain cannot be used {"reason":"libsecret is missing"}']);
    lonely.dispose();
  });
});

describe('a keychain that is locked', () => {
  test('is told from one that does not have the secret', async () => {
    await secrets.set(a, 'hunter2', never);
    keychain.isLocked = true;
    const reason = 'Cannot create an item in a locked collection';
    expect(await failureOf(secrets.get(a, never))).toEqual(['secrets.unavailable', { reason }, true]);
    keychain.isLocked = false;
    expect(await secrets.get(a, never)).toBe('hunter2');
    expect(await secrets.get(ref('other'), never)).toBeUndefined();
    expect([[...keychain.kept.keys()], told]).toEqual([[a], [forSession(reason), inKeychain]]);
  });

  test('does not get what was kept for the session when it is unlocked, and that is said until it is typed again', async () => {
    keychain.isLocked = true;
    await secrets.set(a, 'hunter2', never);
    keychain.isLocked = false;
    await secrets.set(ref('b'), 'second', never);
    expect([[...keychain.kept.keys()], await secrets.get(a, never)]).toEqual([['b'], 'hunter2']);
    expect(secrets.status()).toEqual(forSession(expect.stringMatching(/1 of the secrets .* typed again/)));
    await secrets.set(a, 'hunter2', never);
    expect([[...keychain.kept.keys()], secrets.status()]).toEqual([['b', a], inKeychain]);
  });
});

describe('a keychain that hangs', () => {
  const late = 'it did not answer within 0.2 s';

  test('is given up at the deadline; the secret is kept for the session', async () => {
    keychain.hang();
    await secrets.set(a, 'hunter2', never);
    expect([await secrets.get(a, never), secrets.status()]).toEqual(['hunter2', forSession(late)]);
  });

  test('is asked for nothing else meanwhile, and again when it has answered', async () => {
    keychain.hang();
    expect(await failureOf(secrets.get(a, never))).toEqual(['secrets.unavailable', { reason: late }, true]);
    expect(await failureOf(secrets.get(a, never))).toEqual([
      'secrets.unavailable',
      { reason: 'it has not answered an earlier call yet' },
      true,
    ]);
    expect(keychain.calls).toEqual([`get ${a}`]);
    keychain.answer();
    await settled();
    expect(await secrets.get(a, never)).toBeUndefined();
    expect(secrets.status()).toEqual(inKeychain);
  });

  test('holds up whoever waits for it no longer than their own deadline', async () => {
    keychain.hang();
    const both = [secrets.get(a, never), secrets.get(ref('b'), never)].map(failureOf);
    expect(await Promise.all(both)).toEqual([
      ['secrets.unavailable', { reason: late }, true],
      ['secrets.unavailable', { reason: late }, true],
    ]);
    keychain.answer();
    await settled();
    // The second was given up while it waited: it is not asked any more.
    expect(keychain.calls.filter((call) => call.startsWith('get'))).toEqual([`get ${a}`]);
  });

  test('and takes a secret late after all has it, unless it was removed meanwhile', async () => {
    keychain.hang();
    await secrets.set(a, 'hunter2', never);
    keychain.answer();
    await settled();
    expect([...keychain.kept]).toEqual([[a, 'hunter2']]);
    keychain.hang();
    await secrets.set(ref('b'), 'second', never);
    await secrets.remove(ref('b'));
    keychain.answer();
    await settled();
    expect([...keychain.kept]).toEqual([[a, 'hunter2']]);
  });
});

describe('a cancelled call', () => {
  test('ends at once as cancelled, says nothing about the keychain, and leaves nothing in it', async () => {
    keychain.hang();
    const cancel = new AbortController();
    const setting = secrets.set(a, 'hunter2', cancel.signal);
    await settled();
    cancel.abort();
    expect(await failureOf(setting)).toBeInstanceOf(CancelledError);
    // The next one waits for it, and is not turned away.
    const next = secrets.get(ref('b'), never);
    keychain.answer();
    expect(await next).toBeUndefined();
    expect([[...keychain.kept], secrets.status(), told]).toEqual([[], inKeychain, []]);
  });

  test('that had not begun asks the keychain nothing', async () => {
    expect(await failureOf(secrets.get(a, AbortSignal.abort()))).toBeInstanceOf(CancelledError);
    expect([keychain.opened, keychain.calls]).toEqual([0, []]);
  });
});

test('what cannot be removed is logged by its reference', async () => {
  await secrets.set(a, 'hunter2', never);
  keychain.failure = 'the bus is gone';
  await secrets.remove(a);
  expect(log.lines).toEqual([
    'warn secrets: the keychain cannot be used {"reason":"the bus is gone"}',
    `warn secrets: a secret stays in the keychain {"reference":"${a}","reason":"the bus is gone"}`,
  ]);
});

test('at the end whoever waits is let go', async () => {
  keychain.hang();
  const waiting = failureOf(secrets.get(a, never));
  await settled();
  secrets.dispose();
  expect(await waiting).toBeInstanceOf(CancelledError);
});
