/**
 * Secrets over the system's keychain. What it does not take is kept in memory until Binnacle ends, and `status` says so; nothing is
 * moved from there by itself later.
 */
import { randomUUID } from 'node:crypto';
import { AppError, errorText, isCancellation } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { SecretRef, SecretsStatus } from '../../../shared/model/address.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Keychain, LogSink, Ports } from '../ports.ts';
import { createKeychainQueue, type KeychainWork } from './keychain-queue.ts';
import type { Secrets } from './secrets.ts';

export interface SecretsOptions {
  readonly openKeychain: Ports['openKeychain'];
  readonly log: LogSink;
  /** Of each call. Default 5,000: a keychain answers in milliseconds, or asks the user, who may then try again. */
  readonly timeoutMs?: number;
  /** A new one each time. */
  readonly newId?: () => string;
}

const defaultTimeoutMs = 5000;

export function createSecrets(options: SecretsOptions): Secrets {
  const { openKeychain, log, timeoutMs = defaultTimeoutMs, newId = randomUUID } = options;
  const session = new Map<SecretRef, string>();
  const changed = new Emitter<SecretsStatus>();
  const ended = new AbortController();
  const queue = createKeychainQueue(openKeychain);
  let failure: string | undefined;
  let looked = false;
  let shown = JSON.stringify(statusOf(failure, session.size));

  function tell(): void {
    const status = statusOf(failure, session.size);
    const text = JSON.stringify(status);
    if (text === shown) return;
    shown = text;
    changed.fire(status);
  }

  /** @throws Error of the keychain or of its deadline, which the status then says; CancelledError */
  async function ask<T>(signal: AbortSignal, work: KeychainWork<T>): Promise<T> {
    const caller = AbortSignal.any([signal, ended.signal]);
    const late = () => new Error(`it did not answer within ${timeoutMs / 1000} s`);
    try {
      const result = await withDeadline(caller, timeoutMs, late, (limited) => queue.run({ limited, caller }, work));
      failure = undefined;
      return result;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const reason = errorText(error);
      if (reason !== failure) log.write('warn', 'secrets', 'the keychain cannot be used', { reason });
      failure = reason;
      throw error;
    } finally {
      tell();
    }
  }

  /** Late, it is the user's request all the same; unless that was cancelled, or the secret has been removed meanwhile. */
  function keep(ref: SecretRef, secret: string): KeychainWork<void> {
    return async (keychain, limited) => {
      await keychain.set(ref, secret);
      if (limited.aborted && session.get(ref) !== secret) await keychain.remove(ref);
    };
  }

  /** No answer may also mean "locked", and then nothing can be kept either. */
  async function proveUnlocked(keychain: Keychain): Promise<void> {
    const name = `check/${newId()}`;
    await keychain.set(name, 'check');
    await keychain.remove(name);
  }

  return {
    async get(ref, signal) {
      const held = session.get(ref);
      if (held !== undefined) return held;
      try {
        return await ask(signal, async (keychain) => {
          const secret = await keychain.get(ref);
          if (secret === undefined) await proveUnlocked(keychain);
          return secret;
        });
      } catch (error) {
        throw isCancellation(error) ? error : unavailable(error);
      }
    },
    async set(ref, secret, signal) {
      try {
        await ask(signal, keep(ref, secret));
        session.delete(ref);
      } catch (error) {
        if (isCancellation(error)) throw error;
        session.set(ref, secret);
      }
      tell();
    },
    async remove(ref) {
      const inSessionOnly = session.delete(ref);
      tell();
      try {
        await ask(ended.signal, (keychain) => keychain.remove(ref));
      } catch (error) {
        if (inSessionOnly || isCancellation(error)) return;
        log.write('warn', 'secrets', 'a secret stays in the keychain', { reference: ref, reason: errorText(error) });
      }
    },
    look() {
      // Nothing has this name: a locked keychain has nothing to be unlocked for. Its failure is in the status.
      if (!looked) ask(ended.signal, (keychain) => keychain.get(`check/${newId()}`)).catch(() => undefined);
      looked = true;
    },
    status: () => statusOf(failure, session.size),
    onDidChange: changed.event,
    dispose() {
      ended.abort();
      session.clear();
      changed.dispose();
    },
  };
}

/** While something is kept for the session only, that is what is said: a keychain that works again does not have it. */
function statusOf(failure: string | undefined, inSession: number): SecretsStatus {
  if (failure !== undefined) return { place: 'session', why: failure };
  if (inSession === 0) return { place: 'keychain', why: undefined };
  const why = `it failed when ${inSession} of the secrets were typed; it works again, and has them when they are typed again`;
  return { place: 'session', why };
}

function unavailable(error: unknown): AppError {
  const reason = errorText(error);
  const message = `The keychain did not give a secret: ${reason}. Unlock it and try again, or type the secret again.`;
  return new AppError('secrets.unavailable', message, { details: { reason }, retryable: true, cause: error });
}
