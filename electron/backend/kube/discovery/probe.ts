/** Asks one candidate, through a tunnel of its own, whether a Prometheus answers there. */
import { z } from 'zod';
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { HttpEndpoint } from '../../sources/source.ts';
import type { KubeClient } from '../kube-client.ts';
import { resolveServiceTarget, type ServiceRef } from '../service-target.ts';
import { type TunnelDispatcher, tunnelDispatcher } from '../tunnel-dispatcher.ts';

/** Of the whole probe. A healthy candidate takes three round trips. */
const probeTimeoutMs = 5000;

/** Neither answer has more than a few hundred bytes. */
const maxAnswerBytes = 256 * 1024;

/** `--web.route-prefix=/prometheus` is the usual one. */
const pathPrefixes = ['', '/prometheus'];

/** The newest sample of `up`: one number, however many targets there are. */
const probeQuery = 'max(timestamp(up))';

export interface ProbedPrometheus {
  readonly endpoint: HttpEndpoint;
  readonly version: string;
  readonly tunnel: TunnelDispatcher;
}

/**
 * The tunnel stays open where the probe succeeds, and is the caller's then.
 * @throws AppError portForward.*, api.*, discovery.noneAnswered; CancelledError
 */
export async function probeService(
  client: KubeClient,
  service: ServiceRef,
  signal: AbortSignal,
): Promise<ProbedPrometheus> {
  const origin = `http://${service.name}.${service.namespace}.svc:${service.port.port}`;
  const tunnel = tunnelDispatcher({
    origin,
    findPod: (avoid, options) => resolveServiceTarget(client, service, { ...options, avoid }),
    open: (target, options) => client.openPortForward(target, options),
  });
  try {
    return await withDeadline(
      signal,
      probeTimeoutMs,
      () => noAnswer(service, `no answer within ${probeTimeoutMs / 1000} s`),
      async (limited) => {
        const { pathPrefix, version } = await findPrefix(tunnel, origin, service, limited);
        const endpoint = { dispatcher: tunnel.dispatcher, origin, pathPrefix };
        await askNewestSample(endpoint, service, limited);
        return { endpoint, version, tunnel };
      },
    );
  } catch (error) {
    await tunnel.close();
    throw error;
  }
}

/** How the interface and messages name a candidate. */
function candidateName({ namespace, name, port }: ServiceRef): string {
  return `${namespace}/${name}:${port.port}`;
}

export function noAnswer(service: ServiceRef, reason: string, cause?: unknown): AppError {
  const candidate = candidateName(service);
  return new AppError(
    'discovery.noneAnswered',
    `${candidate} does not answer as a Prometheus: ${reason.replace(/\.$/, '')}.`,
    {
      details: { candidate, reason },
      retryable: true,
      cause,
    },
  );
}

const buildInfo = z.object({ status: z.literal('success'), data: z.object({ version: z.string() }) });
const queryAnswer = z.object({ status: z.literal('success') });

async function findPrefix(
  tunnel: TunnelDispatcher,
  origin: string,
  service: ServiceRef,
  signal: AbortSignal,
): Promise<{ readonly pathPrefix: string; readonly version: string }> {
  let reason = '';
  for (const pathPrefix of pathPrefixes) {
    const path = `${pathPrefix}/api/v1/status/buildinfo`;
    const answer = await ask({ dispatcher: tunnel.dispatcher, origin, pathPrefix }, { path, service, signal });
    const read = buildInfo.safeParse(answer.json);
    if (read.success) return { pathPrefix, version: read.data.data.version };
    // The first path's answer says more than the second's.
    reason ||= `${path} answered ${answer.status} ${answer.contentType}`.trim();
  }
  throw noAnswer(service, reason);
}

async function askNewestSample(endpoint: HttpEndpoint, service: ServiceRef, signal: AbortSignal): Promise<void> {
  const path = `${endpoint.pathPrefix}/api/v1/query`;
  const answer = await ask(endpoint, { path, service, signal, form: { query: probeQuery } });
  if (!queryAnswer.safeParse(answer.json).success) {
    throw noAnswer(service, `it refused a query with ${answer.status} ${answer.contentType}`.trim());
  }
}

interface Question {
  readonly path: string;
  readonly service: ServiceRef;
  readonly signal: AbortSignal;
  /** Makes it a POST. */
  readonly form?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** undefined where the body is no JSON. */
  readonly json: unknown;
}

async function ask(endpoint: HttpEndpoint, { path, service, signal, form }: Question): Promise<Answer> {
  try {
    const response = await endpoint.dispatcher.request({
      origin: endpoint.origin,
      path,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body: form === undefined ? null : new URLSearchParams(form).toString(),
      signal,
    });
    const contentType = response.headers['content-type'];
    return {
      status: response.statusCode,
      contentType: (Array.isArray(contentType) ? contentType[0] : contentType) ?? '',
      json: parseJson(await readAnswer(response.body)),
    };
  } catch (error) {
    // The tunnel's own errors say what is wrong; what HTTP says is about the candidate.
    throw error instanceof AppError || signal.aborted ? error : noAnswer(service, errorText(error), error);
  }
}

async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxAnswerBytes) break; // which is no JSON then
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says what came instead
  }
}
