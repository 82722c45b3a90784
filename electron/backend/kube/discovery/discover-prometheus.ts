/** Finds the Prometheus of a cluster: candidates by labels and names, the likeliest five asked in parallel, the best that answers taken. */
import { AppError, CancelledError, type ErrorCode, isCancellation } from '../../../../shared/base/errors.ts';
import type { Event } from '../../../../shared/base/event.ts';
import type { ServerInfo } from '../../../../shared/model/context.ts';
import type { HttpEndpoint } from '../../sources/source.ts';
import type { KubeClient } from '../kube-client.ts';
import { type Candidate, scoreCandidates } from './candidates.ts';
import { findServices } from './find-services.ts';
import { noAnswer, type ProbedPrometheus, probeService } from './probe.ts';

const maxProbes = 5;

/** What discovery is doing; the first one is told when the API server has answered. */
type DiscoveryStep = 'services' | 'probing';

export interface DiscoveryOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: DiscoveryStep) => void;
  /** The context's own: looked into where the whole cluster may not be listed. */
  readonly namespace: string | undefined;
}

export interface DiscoveredPrometheus {
  readonly endpoint: HttpEndpoint;
  /** The same, for a request that must not wait until the others are done. */
  readonly urgentEndpoint: HttpEndpoint;
  /** A connection to it broke: whether it is still there is to be asked. */
  readonly onBroken: Event<void>;
  /** The pod in it may change as pods do. */
  server(): ServerInfo;
  /** All that were considered, the likeliest first. */
  readonly candidates: readonly Candidate[];
  close(): Promise<void>;
}

/** @throws AppError discovery.none, discovery.noneAnswered, portForward.forbidden, api.*; CancelledError */
export async function discoverPrometheus(
  client: KubeClient,
  { signal, onStep, namespace }: DiscoveryOptions,
): Promise<DiscoveredPrometheus> {
  const found = await findServices(client, { signal, namespace, onAnswer: () => onStep('services') });
  const candidates = scoreCandidates(found.services);
  if (candidates.length === 0) throw found.denied ?? none(client.server);
  onStep('probing');
  const { service, probed } = await firstToAnswer(client, candidates.slice(0, maxProbes), signal);
  const { namespace: at, name, port } = service;
  const { endpoint, version, tunnel } = probed;
  let pod = tunnel.pod() ?? '';
  return {
    endpoint,
    urgentEndpoint: { ...endpoint, dispatcher: tunnel.urgent },
    onBroken: tunnel.onBroken,
    candidates,
    server() {
      pod = tunnel.pod() ?? pod;
      return { transport: 'port-forward', namespace: at, service: name, pod, port: port.port, version };
    },
    close: () => tunnel.close(),
  };
}

/** Asks all of them at once; a likelier one that is slow is waited for until its probe's deadline, the rest is given up. */
async function firstToAnswer(
  client: KubeClient,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<{ readonly service: Candidate['service']; readonly probed: ProbedPrometheus }> {
  const rest = new AbortController();
  const limited = AbortSignal.any([signal, rest.signal]);
  const probes = candidates.map(({ service }) => ({ service, answer: settle(probeService(client, service, limited)) }));
  const failures: { readonly service: Candidate['service']; readonly error: unknown }[] = [];
  for (const [index, { service, answer }] of probes.entries()) {
    const outcome = await answer;
    if ('value' in outcome && !signal.aborted) {
      rest.abort();
      await Promise.all(probes.slice(index + 1).map((other) => closeUnused(other.answer)));
      return { service, probed: outcome.value };
    }
    if ('value' in outcome) await outcome.value.tunnel.close();
    else failures.push({ service, error: outcome.error });
  }
  throw signal.aborted ? new CancelledError() : failureOf(failures);
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** Never rejects, so that the probes which nobody awaits any more are no unhandled rejections. */
function settle<T>(promise: Promise<T>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

async function closeUnused(answer: Promise<Outcome<ProbedPrometheus>>): Promise<void> {
  const outcome = await answer;
  if ('value' in outcome) await outcome.value.tunnel.close();
}

/** Not about one candidate. */
const decisiveCodes: ReadonlySet<ErrorCode> = new Set([
  'portForward.forbidden',
  'api.forbidden',
  'api.unauthorized',
  'api.unreachable',
]);

/** The likeliest candidate's failure; a missing right comes first, since it is what the user can have changed. */
function failureOf(failures: readonly { readonly service: Candidate['service']; readonly error: unknown }[]): unknown {
  const bug = failures.find(({ error }) => !(error instanceof AppError) && !isCancellation(error));
  if (bug !== undefined) return bug.error;
  const decisive = failures.find(({ error }) => error instanceof AppError && decisiveCodes.has(error.code));
  if (decisive !== undefined) return decisive.error;
  const first = failures[0];
  if (first === undefined) throw new Error('no candidate was probed');
  const { service, error } = first;
  if (!(error instanceof AppError)) return error;
  return error.code === 'discovery.noneAnswered' ? error : noAnswer(service, error.message, error);
}

function none(server: string): AppError {
  return new AppError('discovery.none', `Nothing in the cluster ${server} looks like a Prometheus.`, {
    details: { server },
  });
}
