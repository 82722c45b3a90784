/**
 * Asks whether a Prometheus, or an engine that speaks its language, answers somewhere: build information under every likely prefix, then one
 * instant query. Redirects are followed inside the origin only, and nothing is ever sent but these questions.
 */
import { AppError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { injectMatchers } from '../../../../shared/promql/inject-matchers.ts';
import { abortable, withDeadline } from '../../base/deadline.ts';
import type { HttpEndpoint, ProbeAnswer, ProbedServer, ProbeOptions, ProbeServer } from '../source.ts';
import { connectionFailure } from './failures.ts';
import { readMatchers } from './forced-matchers.ts';
import {
  type BuildInfo,
  engineWithout,
  failureOf,
  type ProbeResponse,
  prefixOf,
  readBuildInfo,
  readNewestSample,
  startingOf,
} from './probe-answers.ts';

const buildInfoPath = '/api/v1/status/buildinfo';
const queryPath = '/api/v1/query';
const replayPath = '/api/v1/status/walreplay';

/** Of one request, the first one's connection included: a server that is silent for so long at one path is not asked at another. */
const requestTimeoutMs = 4000;

/** Neither answer has more than a few hundred bytes. */
const maxAnswerBytes = 256 * 1024;

/** A server that redirects and redirects is left alone. */
const maxRedirects = 4;
const maxPrefixes = 8;

interface Run {
  readonly at: Pick<HttpEndpoint, 'dispatcher' | 'origin'>;
  /** Without a port that goes without saying, as URLs have it. */
  readonly origin: string;
  readonly options: ProbeOptions;
  /** The newest sample of `up`, within the matchers: one number, however many targets there are. */
  readonly query: string;
  readonly signal: AbortSignal;
}

/** An API was found, and not yet asked for a sample. */
interface Found extends BuildInfo {
  readonly pathPrefix: string;
  readonly answerMs: number;
}

type Outcome = ProbeAnswer['outcome'];

export const probeServer: ProbeServer = (at, options) =>
  withDeadline(
    options.signal,
    options.timeoutMs,
    () => late(options.target, options.timeoutMs),
    async (signal) =>
      probe({ at, origin: new URL(at.origin).origin, options, query: sampleQuery(options.matchers), signal }),
  );

/** @throws AppError address.badMatchers */
function sampleQuery(typed = ''): string {
  const matchers = readMatchers(typed);
  if (matchers instanceof AppError) throw matchers;
  return injectMatchers('max(timestamp(up))', matchers);
}

async function probe(run: Run): Promise<ProbedServer> {
  const prefixes = new Set(run.options.prefixes);
  const failures: AppError[] = [];
  const withoutInfo: string[] = [];
  // A set is walked through to its end, what is added on the way included.
  for (const prefix of prefixes) {
    if (prefixes.size > maxPrefixes) break;
    const { found, elsewhere, failure, mayLackIt } = await askBuildInfo(run, prefix);
    if (found !== undefined) return { ...found, ...(await askNewestSample(run, found.pathPrefix)) };
    if (elsewhere !== undefined) prefixes.add(elsewhere);
    if (failure !== undefined) failures.push(failure);
    if (mayLackIt) withoutInfo.push(prefix);
  }
  const byQuery = await findByQuery(run, withoutInfo);
  if (byQuery !== undefined) return byQuery;
  const elsewhere = run.options.onlyPrefixes === true ? [] : await askRoot(run);
  for (const prefix of elsewhere) {
    if (prefixes.has(prefix)) continue;
    const { found } = await askBuildInfo(run, prefix);
    if (found !== undefined) return { ...found, ...(await askNewestSample(run, found.pathPrefix)) };
  }
  throw mostTelling(failures, run.options.target);
}

interface Information {
  readonly found?: Found;
  /** Where a redirect led. */
  readonly elsewhere?: string;
  readonly failure?: AppError;
  /** Old Cortex and parts of VictoriaMetrics have the API without this. */
  readonly mayLackIt?: boolean;
}

async function askBuildInfo(run: Run, prefix: string): Promise<Information> {
  const { origin } = run;
  let path = prefix + buildInfoPath;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const startedMs = performance.now();
    let info: BuildInfo | undefined;
    const response = await ask(run, path, '', (answer) => {
      info = readBuildInfo(answer);
      if (info !== undefined) return { kind: 'prometheus', ...info };
      return follows(answer, origin) ? redirectedOf(answer) : failedOf(run, answer);
    });
    const pathPrefix = path.slice(0, -buildInfoPath.length);
    if (info !== undefined) return { found: { ...info, pathPrefix, answerMs: performance.now() - startedMs } };
    if (!follows(response, origin)) {
      const { status } = response;
      if (status === 503) {
        const starting = await askReplay(run, pathPrefix, response);
        if (starting !== undefined) return { failure: starting };
      }
      const mayLackIt = status === 400 || status === 404 || status === 405 || status === 501;
      return { failure: failureOf(run.options.target, response, origin), mayLackIt };
    }
    const target = response.location?.pathname ?? '';
    if (!target.endsWith(buildInfoPath)) return { elsewhere: prefixOf(target, buildInfoPath) };
    path = target;
  }
  return { failure: endless(run.options.target, path) };
}

/** Of what is not ready: whether it is a Prometheus that reads its log. */
async function askReplay(run: Run, prefix: string, refused: ProbeResponse): Promise<AppError | undefined> {
  const { target } = run.options;
  let starting: AppError | undefined;
  await ask(run, prefix + replayPath, '', (answer) => {
    starting = startingOf(target, refused, answer);
    return starting === undefined ? failedOf(run, answer) : { kind: 'failed', error: starting };
  });
  return starting;
}

type FoundSample = Pick<ProbedServer, 'newestSampleMs'> & Partial<Pick<ProbedServer, 'engine'>>;

/** @throws AppError where the API was found, and does not answer a query. */
async function askNewestSample(run: Run, prefix: string): Promise<FoundSample> {
  const { sample, response } = await askQuery(run, prefix);
  if (sample === undefined) throw failureOf(run.options.target, response, run.origin);
  return sample;
}

async function askQuery(run: Run, prefix: string) {
  const { query } = run;
  let sample: FoundSample | undefined;
  // By GET, which also whoever may not POST through the API server's proxy is allowed.
  const response = await ask(run, prefix + queryPath, `?${new URLSearchParams({ query })}`, (answer) => {
    sample = readNewestSample(answer) ?? agentOf(run, answer);
    return sample === undefined ? failedOf(run, answer) : { kind: 'sample', newestSampleMs: sample.newestSampleMs };
  });
  return { sample, response };
}

/** An agent has no samples to ask for, and all else. */
function agentOf({ options, origin }: Run, response: ProbeResponse): FoundSample | undefined {
  const isAgent = options.takesAgents === true && failureOf('', response, origin).code === 'probe.agent';
  return isAgent ? { engine: 'agent', newestSampleMs: undefined } : undefined;
}

async function findByQuery(run: Run, prefixes: readonly string[]): Promise<ProbedServer | undefined> {
  for (const pathPrefix of prefixes) {
    const startedMs = performance.now();
    const { sample, response } = await askQuery(run, pathPrefix);
    if (sample === undefined) continue;
    const answerMs = performance.now() - startedMs;
    return { engine: engineWithout(response), ...sample, pathPrefix, version: '', answerMs };
  }
  return undefined;
}

/**
 * A Prometheus below a route prefix that nobody told sends whoever comes to its root there, and then on to its page; but to the page below its
 * *external* URL, which may have another path or none.
 * @returns the prefixes that it led to
 */
async function askRoot(run: Run): Promise<Set<string>> {
  const { origin } = run;
  const prefixes = new Set<string>();
  let path = '/';
  for (let redirects = 0; redirects < maxRedirects; redirects++) {
    const response = await ask(run, path, '', (answer) =>
      follows(answer, origin) ? redirectedOf(answer) : failedOf(run, answer),
    );
    if (!follows(response, origin)) break;
    path = response.location?.pathname ?? path;
    prefixes.add(prefixOf(path, buildInfoPath));
  }
  return prefixes;
}

/** Inside the origin, and not to where people sign in. */
function follows(response: ProbeResponse, origin: string): boolean {
  return response.location?.origin === origin && failureOf('', response, origin).code !== 'probe.loginPage';
}

function redirectedOf({ location }: ProbeResponse): Outcome {
  return { kind: 'redirected', location: location?.pathname ?? '' };
}

function failedOf(run: Run, response: ProbeResponse): Outcome {
  return { kind: 'failed', error: failureOf(run.options.target, response, run.origin) };
}

/** @throws AppError probe.timeout, probe.failed, and the requester's own; CancelledError */
async function ask(
  run: Run,
  path: string,
  search: string,
  outcomeOf: (response: ProbeResponse) => Outcome,
): Promise<ProbeResponse> {
  const { target, onAsk, onAnswer, timeoutMs } = run.options;
  const limitMs = Math.min(requestTimeoutMs, timeoutMs);
  onAsk?.(path);
  const response = await withDeadline(
    run.signal,
    limitMs,
    () => late(target, limitMs),
    (signal) => send(run.at, path, search, signal),
  ).catch((error: unknown) => {
    const failure = run.signal.aborted || isCancellation(error) ? error : connectionError(target, error);
    const known = failure instanceof AppError;
    if (known) onAnswer?.({ path, status: undefined, outcome: { kind: 'failed', error: failure } });
    throw failure;
  });
  const outcome = outcomeOf(response);
  onAnswer?.({ path, status: response.status, outcome });
  return response;
}

async function send(at: Run['at'], path: string, search: string, signal: AbortSignal): Promise<ProbeResponse> {
  const asked = at.dispatcher.request({
    origin: at.origin,
    path: path + search,
    method: 'GET',
    headers: { accept: 'application/json' },
    signal,
  });
  // undici looks at the signal only once there is a connection, and a tunnel may be long in coming.
  const { statusCode, headers, body } = await abortable(
    signal,
    asked,
    (late) => void late.body.on('error', () => undefined).destroy(),
  );
  const one = (name: string) => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? '';
  };
  const text = await readAnswer(body);
  return {
    path,
    status: statusCode,
    contentType: one('content-type'),
    namesHost: headers['x-server-hostname'] !== undefined,
    location: statusCode >= 300 && statusCode < 400 ? locationOf(one('location'), at.origin + path) : undefined,
    text,
  };
}

function locationOf(location: string, from: string): URL | undefined {
  return location !== '' && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxAnswerBytes) break; // which is no JSON then
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxAnswerBytes);
}

/** What a tunnel, a proxy or an address knows about itself is passed on; what HTTP says is about the server. */
function connectionError(target: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  const known = connectionFailure(error);
  if (!(known instanceof AppError)) return known;
  if (known.code !== 'prometheus.connectionLost') return known;
  const reason = errorText(error);
  return new AppError('probe.failed', `${target} could not answer: ${reason}.`, {
    details: { target, reason },
    retryable: true,
    cause: error,
  });
}

function late(target: string, timeoutMs: number): AppError {
  const seconds = timeoutMs / 1000;
  return new AppError('probe.timeout', `${target} did not answer within ${seconds} s.`, {
    details: { target, seconds },
    retryable: true,
  });
}

function endless(target: string, path: string): AppError {
  const reason = `it redirects again and again, at last to ${path}`;
  return new AppError('probe.failed', `${target} could not answer: ${reason}.`, { details: { target, reason } });
}

const telling = [
  ...['probe.unauthorized', 'probe.loginPage', 'probe.redirect', 'probe.starting'],
  ...['probe.failed', 'probe.notPrometheus'],
];

/** What can be mended comes first; of equal ones the first path's. */
function mostTelling(failures: readonly AppError[], target: string): AppError {
  const [first] = failures.toSorted((a, b) => telling.indexOf(a.code) - telling.indexOf(b.code));
  return first ?? endless(target, '/');
}
