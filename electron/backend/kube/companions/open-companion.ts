/** Opens the way to an Alertmanager or a Pushgateway: a port-forward to one of its pods, or the API server's proxy, as the context's Prometheus is reached. */
import { AppError } from '../../../../shared/base/errors.ts';
import { type CompanionKind, type CompanionUse, companionNames } from '../../../../shared/model/companion.ts';
import { firstInOrder } from '../discovery/first-in-order.ts';
import type { KubeClient, PodPort } from '../kube-client.ts';
import { serviceProxy } from '../service-proxy.ts';
import { resolveServiceTarget } from '../service-target.ts';
import { tunnelDispatcher } from '../tunnel-dispatcher.ts';
import { secureTunnel } from '../tunnel-tls.ts';
import { type CompanionAnswer, type CompanionRequest, callCompanion, failedAnswer } from './companion-call.ts';
import type { CompanionCandidate } from './companion-services.ts';
import { podPrefixes } from './pod-prefixes.ts';
import { type ProbedCompanion, probeCompanion } from './probe-companion.ts';

/** Into the cluster. */
export type CompanionTransport = Exclude<CompanionUse['transport'], 'address'>;

/** A way that stands. Whoever opened it closes it. */
export interface OpenCompanion {
  readonly id: string;
  readonly transport: CompanionUse['transport'];
  readonly pathPrefix: string;
  /** Of now; '' but for a port-forward. */
  pod(): string;
  /** @throws AppError companion.*, and the way's own; CancelledError */
  call(request: CompanionRequest): Promise<CompanionAnswer>;
  /** What an answer says that is none of those that were wanted: companion.http, with its words. */
  failure(answer: CompanionAnswer): AppError;
  close(): Promise<void>;
}

export interface OpenCompanionOptions {
  readonly kind: CompanionKind;
  /** In the order in which they are tried. */
  readonly transports: readonly CompanionTransport[];
  readonly signal: AbortSignal;
}

const mostProbes = 5;

/** All candidates at once by the first way; where none answers, by the next. @throws AppError companion.noneAnswered, portForward.*, apiProxy.*, api.*; CancelledError */
export async function openCompanion(
  client: KubeClient,
  candidates: readonly CompanionCandidate[],
  { kind, transports, signal }: OpenCompanionOptions,
): Promise<OpenCompanion> {
  const failures: { readonly candidate: CompanionCandidate; readonly error: AppError }[] = [];
  const asked = worthAsking(candidates);
  for (const transport of transports) {
    const attempts = asked.map((candidate) => async (limited: AbortSignal) => {
      try {
        return await openOne(client, candidate, transport, kind, limited);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failures.push({ candidate, error });
        return undefined;
      }
    });
    const opened = await firstInOrder(attempts, signal, (one) => one.close());
    if (opened !== undefined) return opened;
  }
  throw failureOf(kind, asked, failures);
}

/** What has only its port to speak for it is asked where there is nothing better, and where a person says that it is one. */
function worthAsking(candidates: readonly CompanionCandidate[]): readonly CompanionCandidate[] {
  const likely = candidates.filter(({ foundBy, typedPrefix }) => foundBy !== 'port' || typedPrefix !== undefined);
  return (likely.length === 0 ? candidates : likely).slice(0, mostProbes);
}

/** Where something answered, what that was; else a right that is missing, which can be changed; else why the likeliest did not answer. */
function failureOf(
  kind: CompanionKind,
  asked: readonly CompanionCandidate[],
  failures: readonly { readonly candidate: CompanionCandidate; readonly error: AppError }[],
): AppError {
  const inOrder = asked.flatMap(({ id }) => failures.filter(({ candidate }) => candidate.id === id));
  const reached = inOrder.find(
    ({ error: { code } }) => code === 'companion.unauthorized' || code === 'companion.notIt',
  );
  const right = inOrder.find(
    ({ error: { code } }) => code === 'portForward.forbidden' || code === 'apiProxy.forbidden',
  );
  if (reached === undefined && right !== undefined) return right.error;
  const telling = reached ?? inOrder[0];
  if (telling === undefined) throw new Error('no candidate was tried');
  if (telling.error.code === 'companion.unauthorized') return telling.error;
  const what = companionNames[kind];
  const candidate = telling.candidate.id;
  const reason = telling.error.message.replace(/\.$/, '');
  return new AppError('companion.noneAnswered', `${candidate} does not answer as ${what}: ${reason}.`, {
    details: { what, candidate, reason },
    retryable: true,
    cause: telling.error,
  });
}

async function openOne(
  client: KubeClient,
  candidate: CompanionCandidate,
  transport: CompanionTransport,
  kind: CompanionKind,
  signal: AbortSignal,
): Promise<OpenCompanion | undefined> {
  const { target } = candidate;
  if (transport === 'proxy' && target.kind === 'pod') return undefined;
  try {
    return await openWay(client, candidate, transport, kind, signal);
  } catch (error) {
    if (candidate.secure || !wantsTls(error)) throw error;
    return openWay(client, { ...candidate, secure: true }, transport, kind, signal);
  }
}

/** Go's servers answer plain HTTP on a port that speaks TLS with 400; others close the connection, or send what is no HTTP. */
function wantsTls(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (error.code === 'companion.notIt') return error.details.status === 400;
  return (
    error.code === 'companion.lost' || (error.code === 'apiProxy.failed' && /malformed HTTP|EOF$/.test(error.message))
  );
}

async function openWay(
  client: KubeClient,
  candidate: CompanionCandidate,
  transport: CompanionTransport,
  kind: CompanionKind,
  signal: AbortSignal,
): Promise<OpenCompanion> {
  const { id, prefixes, target, typedPrefix } = candidate;
  const origin = originOf(candidate);
  const way = transport === 'proxy' ? byProxy(client, candidate) : byPortForward(client, candidate, origin);
  try {
    const at = { target: id, requester: way.requester, origin };
    const { pathPrefix }: ProbedCompanion = await probeCompanion(at, {
      ...{ kind, signal, prefixes: typedPrefix === undefined ? prefixes : [typedPrefix] },
      onlyPrefixes: typedPrefix !== undefined,
      ...(typedPrefix === undefined &&
        target.kind === 'service' && { morePrefixes: () => podPrefixes(client, target.service, signal) }),
    });
    let pod = way.pod();
    return {
      ...{ id, transport, pathPrefix },
      pod() {
        // While there is none, it is the last one.
        pod = way.pod() || pod;
        return pod;
      },
      call: (request) => callCompanion({ ...at, pathPrefix }, request),
      failure: (answer) => failedAnswer(kind, id, answer),
      close: () => way.close(),
    };
  } catch (error) {
    await way.close();
    throw error;
  }
}

function originOf({ target, secure }: CompanionCandidate): string {
  const scheme = secure ? 'https' : 'http';
  if (target.kind === 'pod') return `${scheme}://${target.pod}.${target.namespace}.pod:${target.port}`;
  const { name, namespace, port } = target.service;
  return `${scheme}://${name}.${namespace}.svc:${port.port}`;
}

function byPortForward(client: KubeClient, { target, secure }: CompanionCandidate, origin: string) {
  const { hostname } = new URL(origin);
  const tunnel = tunnelDispatcher({
    origin,
    findPod: async (avoid, options): Promise<PodPort> =>
      target.kind === 'pod' ? target : resolveServiceTarget(client, target.service, { ...options, avoid }),
    open: async (pod, options) => {
      const opened = await client.openPortForward(pod, options);
      return secure ? secureTunnel(opened, hostname, options.signal) : opened;
    },
  });
  return { requester: tunnel.dispatcher, pod: () => tunnel.pod() ?? '', close: () => tunnel.close() };
}

function byProxy(client: KubeClient, { target, secure }: CompanionCandidate) {
  if (target.kind === 'pod') throw new Error('a pod without a service is reached by port-forward');
  const proxy = serviceProxy(client, target.service, secure);
  return { requester: proxy.dispatcher, pod: () => '', close: () => proxy.close() };
}
