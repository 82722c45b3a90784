/** What an answer to a probe says: a Prometheus and which, a login page, a redirect, or something else; as values and AppErrors. */
import { z } from 'zod';
import { AppError, type ErrorDetails } from '../../../../shared/base/errors.ts';
import type { Engine } from '../../../../shared/model/address.ts';
import { agentWords } from './failures.ts';

/** One HTTP answer, its body read. */
export interface ProbeResponse {
  /** With its prefix, without its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** VictoriaMetrics names itself by a header, `X-Server-Hostname`, on every answer. */
  readonly namesHost: boolean;
  /** Absolute; undefined where it is no redirect. */
  readonly location: URL | undefined;
  /** At most its first 256 KiB. */
  readonly text: string;
}

export interface BuildInfo {
  readonly version: string;
  readonly engine: Engine;
}

const buildInfo = z.object({
  status: z.literal('success'),
  data: z.object({
    version: z.string().optional(),
    application: z.string().optional(),
    goVersion: z.string().optional(),
  }),
});

/** @returns undefined where the answer is no build information. */
export function readBuildInfo(response: ProbeResponse): BuildInfo | undefined {
  const read = response.status === 200 ? buildInfo.safeParse(parseJson(response.text)) : undefined;
  if (read?.success !== true) return undefined;
  const { version = '', application = '', goVersion } = read.data.data;
  const engine = engineOf(response, version, application, goVersion !== undefined);
  // VictoriaMetrics says the version of a Prometheus (2.24.0, or none at all), for Grafana's sake.
  return { engine, version: engine === 'victoriametrics' ? '' : version.slice(0, maxVersionLength) };
}

/** Whatever answers there may say what it likes. */
const maxVersionLength = 100;
const maxWordsLength = 500;

/**
 * Thanos and Cortex answer with Prometheus's own structure, but count their versions from 0 and 1, and no Prometheus before 2.14 has build
 * information. Mimir (and Grafana's enterprise edition of it) says its name.
 */
function engineOf(response: ProbeResponse, version: string, application: string, hasGoVersion: boolean): Engine {
  if (/mimir|enterprise metrics/i.test(application)) return 'mimir';
  if (/cortex/i.test(application)) return 'cortex';
  if (response.namesHost || (version !== '' && !hasGoVersion)) return 'victoriametrics';
  if (/^v?0\./.test(version)) return 'thanos';
  if (/^v?1\./.test(version)) return 'cortex';
  return version === '' ? 'unknown' : 'prometheus';
}

/** Of what has no build information. */
export function engineWithout(response: ProbeResponse): Engine {
  return response.namesHost || response.path.includes('/select/') ? 'victoriametrics' : 'unknown';
}

const queryAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** @returns undefined where the answer is none of an instant query. */
export function readNewestSample(response: ProbeResponse): { readonly newestSampleMs: number | undefined } | undefined {
  const read = response.status === 200 ? queryAnswer.safeParse(parseJson(response.text)) : undefined;
  if (read?.success !== true) return undefined;
  const seconds = Number(read.data.data.result[0]?.value[1] ?? Number.NaN);
  return { newestSampleMs: Number.isFinite(seconds) ? seconds * 1000 : undefined };
}

/** The path before the API, where a redirect inside the origin leads to one of its pages. @returns undefined where it tells nothing. */
export function prefixOf(pathname: string, apiPath: string): string {
  const path = pathname.replace(/\/+$/, '');
  if (path.endsWith(apiPath)) return path.slice(0, -apiPath.length);
  return path.replace(/\/(graph|query|classic\/graph|new\/graph|alerts|targets|rules|status|index\.html)$/, '');
}

/** Why the answer is not what was asked for. */
export function failureOf(target: string, response: ProbeResponse, origin: string): AppError {
  const { status, path, contentType, location } = response;
  if (location !== undefined && isLogin(location)) return loginPage(target, location.pathname, status, location);
  if (location !== undefined && location.origin !== origin) return redirected(target, location);
  if (/html/i.test(contentType) && isLoginForm(response.text)) return loginPage(target, path, status, undefined);
  if (status === 401 || status === 403) return unauthorized(target, response);
  const said = serverWords(response);
  if (said === agentWords)
    return new AppError('probe.agent', `${target} is a Prometheus agent.`, { details: { target, status } });
  if (said !== undefined || (status >= 500 && status !== 501)) return failed(target, response, said);
  return new AppError(
    'probe.notPrometheus',
    `${target} answered ${path} with ${status} ${contentType || 'without a content type'}: that is no Prometheus.`,
    { details: { target, path, status, contentType } },
  );
}

/** The words of an identity provider in a path or a query (OAuth, OpenID Connect, SAML), and of a login page. */
const loginPath =
  /(^|\/)(log-?in|sign-?in|oauth2?|openid(-connect)?|oidc|sso|saml2?|authorize|authenticate|auth|adfs|dex|realms)([/._-]|$)/i;
const loginParameter = /[?&](client_id|response_type|redirect_uri|SAMLRequest|wa)=/;

function isLogin({ pathname, search }: URL): boolean {
  return loginPath.test(pathname) || loginParameter.test(search);
}

function isLoginForm(html: string): boolean {
  return /type\s*=\s*["']?password/i.test(html) || /<title>[^<]*(log|sign)[\s-]?(in|on)\b/i.test(html);
}

/** Mimir and Cortex, where no tenant is named. */
const tenantHeader = 'X-Scope-OrgID';

function unauthorized(target: string, { status, text, contentType }: ProbeResponse): AppError {
  const serverMessage = /plain|^$/i.test(contentType) ? text.trim().slice(0, maxWordsLength) : '';
  const said = serverMessage === '' ? {} : { serverMessage };
  const wantsTenant = /no org id/i.test(text);
  const what = wantsTenant ? `wants to know whose data to read: the header ${tenantHeader}` : 'wants a login';
  return new AppError('probe.unauthorized', `${target} ${what} (${status}).`, {
    details: { target, status, ...said, ...(wantsTenant && { header: tenantHeader }) },
  });
}

function loginPage(target: string, path: string, status: number, location: URL | undefined): AppError {
  const details: ErrorDetails = { target, path, status };
  return new AppError('probe.loginPage', `${target} answers with a page where people sign in (${path}, ${status}).`, {
    // Its query may hold what is no one's business.
    details: location === undefined ? details : { ...details, location: location.origin + location.pathname },
  });
}

function redirected(target: string, location: URL): AppError {
  const where = location.origin + location.pathname;
  return new AppError('probe.redirect', `${target} leads elsewhere, to ${where}, where it was not followed.`, {
    details: { target, location: where },
  });
}

function failed(target: string, { status, path }: ProbeResponse, said: string | undefined): AppError {
  const reason = said ?? `it answered ${path} with ${status}`;
  return new AppError('probe.failed', `${target} could not answer: ${reason}.`, {
    details: { target, reason, status, ...(said !== undefined && { serverMessage: said }) },
    retryable: status >= 500 || status === 429,
  });
}

const replay = z.object({
  status: z.literal('success'),
  data: z.object({ min: z.number(), max: z.number(), current: z.number() }),
});

/**
 * A Prometheus that is starting answers nothing but how far it has read its write-ahead log (`/api/v1/status/walreplay`, from 2.28 on).
 * @returns undefined where the answer is none of that
 */
export function startingOf(target: string, { status }: ProbeResponse, told: ProbeResponse): AppError | undefined {
  const said = told.status === 200 ? replay.safeParse(parseJson(told.text)) : undefined;
  if (said?.success !== true) return undefined;
  const { min, max, current } = said.data.data;
  const all = Math.max(0, Math.trunc(max - min) + 1);
  const read = Math.min(all, Math.max(0, Math.trunc(current - min)));
  return new AppError('probe.starting', `${target} is starting: it has read ${read} of ${all} segments of its log.`, {
    details: { target, status, read, all },
    retryable: true,
  });
}

const apiError = z.object({ status: z.literal('error'), error: z.string() });

/** Of an API that is Prometheus's and refuses. */
function serverWords({ text, status }: ProbeResponse): string | undefined {
  // The text of a 404 that says "error" may be anybody's.
  if (status === 404) return undefined;
  const read = apiError.safeParse(parseJson(text));
  return read.success ? read.data.error.slice(0, maxWordsLength) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says what came instead
  }
}
