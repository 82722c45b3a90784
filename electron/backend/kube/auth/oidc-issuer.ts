/** Asks an OpenID Connect issuer for new tokens: its discovery document, then its token endpoint. Keeps nothing. */
import { z } from 'zod';
import { AppError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { connectionReason } from '../../base/connection-reason.ts';
import { withDeadline } from '../../base/deadline.ts';
import { poolConnector } from '../../base/pool-connector.ts';
import { redactSecrets } from '../../base/redact.ts';
import { Client } from '../../base/undici.ts';
import type { Network, TlsMaterial } from '../../network/network.ts';

export interface Issuer {
  readonly url: string;
  readonly clientId: string;
  /** '' for a public client. */
  readonly clientSecret: string;
  /** Authorities that count alone, as in the kubeconfig; undefined: the usual ones. */
  readonly ca: Buffer | undefined;
}

export interface RefreshedTokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

/** Why there are none; the issuer's own words are in it. */
export class IssuerError extends Error {
  readonly retryable: boolean;

  constructor(reason: string, retryable: boolean, cause?: unknown) {
    super(reason, { cause });
    this.name = 'IssuerError';
    this.retryable = retryable;
  }
}

/** Of one question. */
const timeoutMs = 15_000;

/** A discovery document is 2 KiB, an answer with tokens seldom more than ten. */
const maxBodyBytes = 1024 * 1024;

const discovery = z.object({
  token_endpoint: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

const tokenAnswer = z.object({ id_token: z.string().optional(), refresh_token: z.string().optional() });
const tokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** @throws IssuerError; AppError api.proxy; CancelledError */
export async function refreshTokens(
  network: Network,
  issuer: Issuer,
  refreshToken: string,
  signal: AbortSignal,
): Promise<RefreshedTokens> {
  const tls: TlsMaterial = issuer.ca === undefined ? {} : { ca: issuer.ca };
  const found = await ask(
    network,
    tls,
    `${issuer.url.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    undefined,
    signal,
  );
  const document = discovery.safeParse(jsonOf(found.body));
  if (found.status !== 200 || !document.success) {
    throw new IssuerError(`it has no discovery document (it answered ${found.status})`, found.status >= 500);
  }
  const { token_endpoint: endpoint, token_endpoint_auth_methods_supported: methods } = document.data;
  // By default a client says who it is in the header.
  const byHeader = issuer.clientSecret !== '' && (methods === undefined || methods.includes('client_secret_basic'));
  const asked = (way: boolean) => ask(network, tls, endpoint, requestBody(issuer, refreshToken, way), signal);
  let answer = await asked(byHeader);
  // Some issuers announce nothing and want it in the body: what Go's library finds out in the same way.
  if (byHeader && (answer.status === 401 || refusalOf(answer) === 'invalid_client')) answer = await asked(false);
  return readTokens(answer, issuer, refreshToken);
}

interface TokenRequest {
  readonly body: string;
  readonly authorization: string | undefined;
}

function requestBody({ clientId, clientSecret }: Issuer, refreshToken: string, byHeader: boolean): TokenRequest {
  const fields = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  if (!byHeader) {
    fields.set('client_id', clientId);
    if (clientSecret !== '') fields.set('client_secret', clientSecret);
  }
  // RFC 6749, 2.3.1: form-encoded before they are joined.
  const login = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const authorization = byHeader ? `Basic ${Buffer.from(login, 'utf8').toString('base64')}` : undefined;
  return { body: fields.toString(), authorization };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function readTokens(answer: Answer, { clientSecret }: Issuer, refreshToken: string): RefreshedTokens {
  const json = jsonOf(answer.body);
  if (answer.status !== 200) {
    const refusal = tokenRefusal.safeParse(json).data;
    const words = [refusal?.error, refusal?.error_description].filter((part) => part !== undefined).join(': ');
    const said = redactSecrets(words.slice(0, 500), [refreshToken, clientSecret]).replace(/\.$/, '');
    const temporary = answer.status >= 500 || answer.status === 429;
    throw new IssuerError(`it answered ${answer.status}${said === '' ? '' : ` (${said})`}`, temporary);
  }
  const read = tokenAnswer.safeParse(json).data;
  if (read?.id_token === undefined)
    throw new IssuerError('its answer has no id-token: is "openid" among the scopes?', false);
  return { idToken: read.id_token, refreshToken: read.refresh_token ?? refreshToken };
}

function refusalOf({ body }: Answer): string | undefined {
  return tokenRefusal.safeParse(jsonOf(body)).data?.error;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is missing
  }
}

/** @param request of a POST; undefined for a GET. */
function ask(
  network: Network,
  tls: TlsMaterial,
  address: string,
  request: TokenRequest | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !isSafe(url))
    return Promise.reject(new IssuerError('its address is not an https one', false));
  const late = () => new IssuerError(`no answer within ${timeoutMs / 1000} s`, true);
  return withDeadline(signal, timeoutMs, late, (limited) => send(network, tls, url, request, limited));
}

/** Secrets go there. On this machine itself nobody listens in between. */
function isSafe(url: URL): boolean {
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname))
  );
}

async function send(
  network: Network,
  tls: TlsMaterial,
  url: URL,
  request: TokenRequest | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const client = new Client(url.origin, {
    allowH2: false,
    maxResponseSize: maxBodyBytes,
    connect: poolConnector(() => network.connect({ url, tls }, signal)),
  });
  try {
    const { statusCode, body } = await client.request({
      path: url.pathname + url.search,
      method: request === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(request && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(request?.authorization !== undefined && { authorization: request.authorization }),
      },
      body: request?.body ?? null,
      signal,
    });
    return { status: statusCode, body: await body.text() };
  } catch (error) {
    if (error instanceof AppError || isCancellation(error)) throw error;
    const { kind, reason } = connectionReason(
      error,
      'its certificate comes from an authority that is not trusted here',
    );
    throw new IssuerError(reason === '' ? errorText(error) : reason, kind === 'network', error);
  } finally {
    await client.destroy();
  }
}
