/**
 * A small OpenID provider for tests: the discovery document, the keys, and a token endpoint that knows the grant `refresh_token` and
 * nothing else (nobody can sign in: a test takes a first refresh token from `issueRefreshToken`). Over TLS, with its own authority.
 */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { createAuthority } from './certificates.ts';
import { signToken } from './json-web-token.ts';

export interface OidcProviderOptions {
  /** `binnacle` by default. */
  readonly clientId?: string;
  /** Demanded from every client where given (as basic login or in the form). */
  readonly clientSecret?: string;
  /** How long the id tokens are good that the token endpoint gives. 3,600,000 by default. */
  readonly idTokenValidForMs?: number;
  /** Whether each refresh gives a new refresh token and ends the old one (default), or the old one stays. */
  readonly rotates?: boolean;
  /** After the host and port: `/realms/harbor`. None by default. */
  readonly issuerPath?: string;
}

export interface OidcUser {
  /** The claim `sub`; the double takes it for the user's name unless told otherwise. */
  readonly subject: string;
  readonly email?: string;
  readonly groups?: readonly string[];
}

/** What the token endpoint answers instead of tokens. */
export type OidcTrouble =
  /** 400 with an error of OAuth: `invalid_grant`, `invalid_client` (which is 401) … */
  | { readonly kind: 'refuses'; readonly error: string; readonly description?: string }
  | { readonly kind: 'status'; readonly code: number }
  | { readonly kind: 'hangs' }
  /** 200 with something that is no JSON. */
  | { readonly kind: 'rubbish' }
  /** Tokens, but no `id_token` among them. */
  | { readonly kind: 'noIdToken' };

/** What an API server must know to accept the provider's id tokens (`startApiServer({ oidc: [provider.trust] })`). */
export interface OidcTrust {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly publicKey: KeyObject;
  /** `sub` by default. */
  readonly usernameClaim?: string;
}

/** The first keys take a tenth of a second to make: one pair serves every provider of a process. */
let keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
function signingKeys() {
  keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keys;
}

const keyId = 'test-key';

/** @returns a running provider; `stop()` ends it */
export async function startOidcProvider(options: OidcProviderOptions = {}): Promise<OidcProvider> {
  const provider = new OidcProvider(options);
  await provider.listen();
  return provider;
}

export class OidcProvider {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Undefined: it works. */
  trouble: OidcTrouble | undefined;
  /** How long the next id tokens are good. */
  idTokenValidForMs: number;
  readonly #options: OidcProviderOptions;
  readonly #authority = createAuthority('oidc');
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #grants = new Map<string, OidcUser>();
  #port = 0;
  #discoveries = 0;
  #refreshes = 0;
  #refusals = 0;

  constructor(options: OidcProviderOptions) {
    this.#options = options;
    this.clientId = options.clientId ?? 'binnacle';
    this.clientSecret = options.clientSecret;
    this.idTokenValidForMs = options.idTokenValidForMs ?? 3_600_000;
    const { certPem, keyPem } = this.#authority.server();
    this.#server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
      void this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** https://127.0.0.1:PORT and the issuer's path. */
  get issuerUrl(): string {
    return `https://127.0.0.1:${this.#port}${this.#options.issuerPath ?? ''}`;
  }

  get caPem(): string {
    return this.#authority.certPem;
  }

  get trust(): OidcTrust {
    return { issuerUrl: this.issuerUrl, clientId: this.clientId, publicKey: signingKeys().publicKey };
  }

  /** `refreshes`: those that gave tokens; `refusals`: those that did not. */
  get counts() {
    return { discoveries: this.#discoveries, refreshes: this.#refreshes, refusals: this.#refusals };
  }

  /** @param validForMs negative for one that has expired */
  issueIdToken(user: OidcUser, validForMs = this.idTokenValidForMs): string {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const expires = Math.floor((Date.now() + validForMs) / 1000);
    const { subject, ...rest } = user;
    const claims = { iss: this.issuerUrl, aud: this.clientId, sub: subject, ...rest };
    // One that has expired was issued before that.
    const issued = Math.min(nowSeconds, expires - 1);
    return signToken({ ...claims, iat: issued, exp: expires }, signingKeys().privateKey, keyId);
  }

  issueRefreshToken(user: OidcUser): string {
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, user);
    return token;
  }

  /** Ends every refresh token: the user has to sign in anew. */
  revokeAll(): void {
    this.#grants.clear();
  }

  isGood(refreshToken: string): boolean {
    return this.#grants.has(refreshToken);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const base = this.#options.issuerPath ?? '';
    const { pathname } = new URL(request.url ?? '/', this.issuerUrl);
    if (pathname === `${base}/.well-known/openid-configuration`) {
      this.#discoveries += 1;
      send(response, 200, this.#document());
    } else if (pathname === `${base}/keys`) send(response, 200, { keys: [publicJwk()] });
    else if (pathname === `${base}/token` && request.method === 'POST') await this.#answerToken(request, response);
    else send(response, 404, { error: 'not_found' });
  }

  #document() {
    const issuer = this.issuerUrl;
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      scopes_supported: ['openid', 'email', 'groups', 'offline_access'],
    };
  }

  async #answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await formOf(request);
    const { trouble } = this;
    if (trouble?.kind === 'hangs') return;
    const refuse = (code: number, error: string, description?: string) => {
      this.#refusals += 1;
      send(response, code, { error, ...(description === undefined ? {} : { error_description: description }) });
    };
    if (trouble?.kind === 'refuses') {
      refuse(trouble.error === 'invalid_client' ? 401 : 400, trouble.error, trouble.description);
    } else if (trouble?.kind === 'status') refuse(trouble.code, 'server_error');
    else if (trouble?.kind === 'rubbish') {
      this.#refusals += 1;
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>It works!</h1>');
    } else if (!this.#knows(request, form)) refuse(401, 'invalid_client', 'Unknown client or wrong secret');
    else if (form.get('grant_type') !== 'refresh_token') refuse(400, 'unsupported_grant_type');
    else this.#refresh(form.get('refresh_token') ?? '', response, refuse);
  }

  #refresh(token: string, response: ServerResponse, refuse: (code: number, error: string, text: string) => void): void {
    const user = this.#grants.get(token);
    if (user === undefined) {
      refuse(400, 'invalid_grant', 'Refresh token is invalid or has already been claimed by another client.');
      return;
    }
    this.#refreshes += 1;
    const rotates = this.#options.rotates ?? true;
    if (rotates) this.#grants.delete(token);
    const idToken = this.trouble?.kind === 'noIdToken' ? {} : { id_token: this.issueIdToken(user) };
    send(response, 200, {
      access_token: randomBytes(12).toString('base64url'),
      token_type: 'bearer',
      expires_in: Math.floor(this.idTokenValidForMs / 1000),
      refresh_token: rotates ? this.issueRefreshToken(user) : token,
      ...idToken,
    });
  }

  #knows(request: IncomingMessage, form: URLSearchParams): boolean {
    const [scheme = '', encoded = ''] = String(request.headers.authorization ?? '').split(' ');
    const [id, secret] = /^basic$/i.test(scheme)
      ? Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')];
    return id === this.clientId && (this.clientSecret === undefined || secret === this.clientSecret);
  }
}

function publicJwk() {
  return { ...signingKeys().publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: keyId };
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

const formLimitBytes = 64 * 1024;

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > formLimitBytes) throw new Error('the form is too large');
  }
  return new URLSearchParams(text);
}
