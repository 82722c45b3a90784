/**
 * Who asks: client certificates, bearer tokens (static ones, issued ones that expire, id tokens of OpenID providers) and passwords to
 * users, and the impersonation that some of them may do. What they may is decided in users.ts.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { verifiedClaims } from '../json-web-token.ts';
import type { OidcTrust } from '../oidc-provider.ts';
import { StatusError } from './responses.ts';
import { type ApiUser, allowingRule, anonymous, forbidden, type Requester, requesterNamed } from './users.ts';

interface IssuedToken {
  readonly user: string;
  readonly expiresMs: number;
}

export class Authentication {
  readonly #users: readonly ApiUser[];
  readonly #oidc: readonly OidcTrust[];
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #passwords = new Map<string, string>();

  constructor(users: readonly ApiUser[], oidc: readonly OidcTrust[]) {
    this.#users = users;
    this.#oidc = oidc;
    for (const { name, token, password } of users) {
      if (token !== undefined) this.#tokens.set(token, { user: name, expiresMs: Number.POSITIVE_INFINITY });
      if (password !== undefined) this.#passwords.set(name, password);
    }
  }

  user(name: string): ApiUser | undefined {
    return this.#users.find((one) => one.name === name);
  }

  password(user: string): string | undefined {
    return this.#passwords.get(user);
  }

  /** A new bearer token that is this user; every earlier one stays good. @param validForMs for ever by default */
  issueToken(user: string, validForMs = Number.POSITIVE_INFINITY): string {
    const token = randomBytes(18).toString('base64url');
    this.#tokens.set(token, { user, expiresMs: Date.now() + validForMs });
    return token;
  }

  /** Ends a token, or every token of everybody: 401 from the next request on. */
  revokeToken(token?: string): void {
    if (token === undefined) this.#tokens.clear();
    else this.#tokens.delete(token);
  }

  setPassword(user: string, password: string): void {
    this.#passwords.set(user, password);
  }

  /**
   * @returns undefined where credentials were given that are nobody's: 401. None at all is system:anonymous.
   * @throws StatusError 403 where someone is to be impersonated who may not be
   */
  requester(request: IncomingMessage): Requester | undefined {
    const own = this.#byCertificate(request.socket) ?? this.#byHeader(request);
    return own === undefined ? undefined : this.#impersonated(own, request);
  }

  #byCertificate(socket: unknown): Requester | undefined {
    if (!(socket instanceof TLSSocket)) return undefined;
    const { subject } = socket.getPeerCertificate();
    if (subject === undefined || !socket.authorized) return undefined;
    const organizations: string | readonly string[] | undefined = subject.O;
    const groups = typeof organizations === 'string' ? [organizations] : (organizations ?? []);
    return requesterNamed(String(subject.CN), groups, this.#users);
  }

  #byHeader(request: IncomingMessage): Requester | undefined {
    const [scheme = '', value = ''] = String(request.headers.authorization ?? '').split(' ');
    if (scheme === '') return hasCertificate(request.socket) ? undefined : anonymous;
    if (/^basic$/i.test(scheme)) return this.#byPassword(Buffer.from(value, 'base64').toString());
    if (!/^bearer$/i.test(scheme)) return undefined;
    const issued = this.#tokens.get(value);
    if (issued === undefined) return this.#byIdToken(value);
    return issued.expiresMs > Date.now() ? requesterNamed(issued.user, [], this.#users) : undefined;
  }

  #byPassword(pair: string): Requester | undefined {
    const at = pair.indexOf(':');
    const user = pair.slice(0, at);
    const isRight = at > 0 && this.#passwords.get(user) === pair.slice(at + 1);
    return isRight ? requesterNamed(user, [], this.#users) : undefined;
  }

  #byIdToken(token: string): Requester | undefined {
    const nowSeconds = Date.now() / 1000;
    for (const { issuerUrl, clientId, publicKey, usernameClaim = 'sub' } of this.#oidc) {
      const claims = verifiedClaims(token, publicKey);
      if (claims?.iss !== issuerUrl || claims.aud !== clientId) continue;
      if (typeof claims.exp !== 'number' || claims.exp <= nowSeconds) continue;
      const name = claims[usernameClaim];
      const groups = Array.isArray(claims.groups) ? claims.groups.map(String) : [];
      if (typeof name === 'string') return requesterNamed(name, groups, this.#users);
    }
    return undefined;
  }

  #impersonated(own: Requester, request: IncomingMessage): Requester {
    const user = request.headers['impersonate-user'];
    if (typeof user !== 'string') return own;
    const groups = request.headersDistinct['impersonate-group'] ?? [];
    const wanted = [['users', user] as const, ...groups.map((group) => ['groups', group] as const)];
    for (const [resource, name] of wanted) {
      const attributes = { kind: 'resource', verb: 'impersonate', group: '', resource, name } as const;
      if (allowingRule(own, attributes) === undefined) throw new StatusError(forbidden(own, attributes));
    }
    return requesterNamed(user, groups, this.#users);
  }
}

function hasCertificate(socket: unknown): boolean {
  return socket instanceof TLSSocket && socket.getPeerCertificate().subject !== undefined;
}
