/**
 * OpenID Connect tokens of kubeconfig users: used while they hold, refreshed at the issuer when they do not, written back as kubectl
 * does. A refresh token often works once only, so one refresh at a time, and what could not be written is kept here.
 */
import path from 'node:path';
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import type { AuthProviderEntry, UserEntry } from '../../contexts/kubeconfig-entries.ts';
import type { Network } from '../../network/network.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { Credential } from './credential.ts';
import { pemSource } from './credential-files.ts';
import { tokenExpiryMs } from './jwt.ts';
import { IssuerError, type RefreshedTokens, refreshTokens } from './oidc-issuer.ts';
import { type OidcTokens, readTokens, sameTokens, writeTokens } from './oidc-tokens.ts';
import { createRenewable, type Renewable } from './renewable.ts';

type OidcSession = Pick<Renewable<Credential>, 'get' | 'renew'>;

export interface OidcSessions {
  /** @param config of the auth provider, as the kubeconfig has it now: tokens that are new in it are taken over. */
  of(user: UserEntry, config: AuthProviderEntry['config'], network: Network): OidcSession;
  close(): Promise<void>;
}

export interface OidcOptions {
  readonly clock: Clock;
  readonly log: LogSink;
}

/** As kubectl. */
const marginMs = 10_000;

interface Session extends OidcSession {
  /** The entry, as it was read for a connection: its tokens, and how the issuer is asked. */
  offer(user: UserEntry, config: AuthProviderEntry['config']): void;
  close(): Promise<void>;
}

export function createOidcSessions(options: OidcOptions): OidcSessions {
  const sessions = new Map<string, Session>();
  return {
    of(user, config, network) {
      const key = JSON.stringify([user.file, user.name, config['idp-issuer-url'], config['client-id']]);
      const session = sessions.get(key) ?? openSession(user, config, network, options);
      sessions.set(key, session);
      session.offer(user, config);
      return session;
    },
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
      sessions.clear();
    },
  };
}

function tokensIn(config: AuthProviderEntry['config']): OidcTokens {
  return { idToken: config['id-token'] || undefined, refreshToken: config['refresh-token'] || undefined };
}

/** The tokens in use, and what the file held when they were taken over or written. */
class HeldTokens {
  current: OidcTokens = { idToken: undefined, refreshToken: undefined };
  inFile: OidcTokens = this.current;

  /** @returns whether the file has others than before: somebody has signed in anew, or kubectl has refreshed. */
  takeOver(read: OidcTokens): boolean {
    if (sameTokens(read, this.inFile)) return false;
    this.inFile = read;
    this.current = read;
    return true;
  }
}

function openSession(
  user: UserEntry,
  config: AuthProviderEntry['config'],
  network: Network,
  { clock, log }: OidcOptions,
): Session {
  const place = { file: user.file, user: user.name, issuer: config['idp-issuer-url'] ?? '' };
  let entry = { user, config };
  const closing = new AbortController();
  const tokens = new HeldTokens();

  function isFresh({ validUntilMs = 0 }: Credential): boolean {
    return validUntilMs - marginMs > clock.now();
  }

  function usable(refused: Credential | undefined): Credential | undefined {
    const { idToken } = tokens.current;
    const credential = idToken === undefined ? undefined : toCredential(idToken);
    if (credential === undefined || credential.authorization === refused?.authorization) return undefined;
    return isFresh(credential) ? credential : undefined;
  }

  async function fetch(_signal: AbortSignal, refused: Credential | undefined): Promise<Credential> {
    const known = usable(refused);
    if (known !== undefined) return known;
    tokens.takeOver((await readTokens(place).catch(() => undefined)) ?? tokens.inFile);
    const found = usable(refused);
    if (found !== undefined) return found;
    // Goes on when nobody waits any more: the issuer may have taken the old refresh token already, and the new one would be lost.
    const next = await refresh(entry.user, entry.config, network, tokens.current, closing.signal);
    tokens.current = next;
    await writeBack(next);
    return toCredential(next.idToken);
  }

  async function writeBack(next: RefreshedTokens): Promise<void> {
    try {
      await writeTokens(place, tokens.inFile, next);
      tokens.inFile = next;
    } catch (error) {
      const words = 'new tokens could not be written into the kubeconfig: they are kept until Binnacle ends';
      log.write('warn', 'auth', words, { file: place.file, user: place.user, reason: errorText(error) });
    }
  }

  const renewable = createRenewable({ fetch, isFresh });
  return {
    get: renewable.get,
    renew: renewable.renew,
    close() {
      closing.abort();
      return renewable.close();
    },
    offer(...now) {
      entry = { user: now[0], config: now[1] };
      if (tokens.takeOver(tokensIn(now[1]))) renewable.reset();
    },
  };
}

/** @throws AppError auth.oidcFailed, auth.badCredentials, api.proxy; CancelledError */
async function refresh(
  user: UserEntry,
  config: AuthProviderEntry['config'],
  network: Network,
  { refreshToken }: OidcTokens,
  signal: AbortSignal,
): Promise<RefreshedTokens> {
  const issuerUrl = config['idp-issuer-url'] ?? '';
  if (refreshToken === undefined) {
    const reason = 'its id-token does not hold (any more), and there is no refresh-token to get another with';
    throw oidcFailed(user.name, issuerUrl, reason, false);
  }
  try {
    return await refreshTokens(network, await issuerOf(user, config), refreshToken, signal);
  } catch (error) {
    if (error instanceof IssuerError) throw oidcFailed(user.name, issuerUrl, error.message, error.retryable, error);
    throw error;
  }
}

function toCredential(idToken: string): Credential {
  return { authorization: `Bearer ${idToken}`, certificate: undefined, validUntilMs: tokenExpiryMs(idToken) };
}

/** @throws AppError auth.badCredentials: the authority of the issuer */
async function issuerOf(user: UserEntry, config: AuthProviderEntry['config']) {
  const file = config['idp-certificate-authority'] || undefined;
  const data = config['idp-certificate-authority-data'] || undefined;
  const absolute = file && path.resolve(user.directory, file);
  const ca = await pemSource(user.name, 'the authority of the issuer', data, absolute).read();
  return {
    url: config['idp-issuer-url'] ?? '',
    clientId: config['client-id'] ?? '',
    clientSecret: config['client-secret'] ?? '',
    ca,
  };
}

function oidcFailed(user: string, issuer: string, reason: string, retryable: boolean, cause?: unknown): AppError {
  return new AppError('auth.oidcFailed', `The user "${user}" cannot sign in at ${issuer}: ${reason}.`, {
    details: { user, issuer, reason },
    retryable,
    cause,
  });
}
