/**
 * Finds the Prometheus of a cluster: the user's choice, else the best candidate that answers, by a port-forward, by the API server's proxy,
 * or at an address outside. Everything that is asked goes into the diagnosis.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { ConnectionStep } from '../../../../shared/model/context.ts';
import type { Transport } from '../../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../../shared/model/source-choice.ts';
import type { OpenHttpPool } from '../../network/network.ts';
import type { OpenedServer, ProbeServer } from '../../sources/source.ts';
import type { KubeClient } from '../kube-client.ts';
import type { Candidate } from './candidates.ts';
import { chosenGone, chosenTransports, findChosen, type ServiceChoice } from './chosen.ts';
import type { DiagnosisRecorder } from './diagnosis-recorder.ts';
import type { ClusterAddress } from './identify-cluster.ts';
import { learnServer, learnSignIn } from './learn.ts';
import { failureOf, listCandidates, none, type Opened, search, worthAsking } from './search.ts';
import { surveyCluster } from './survey.ts';
import { type WayServices, wayServices } from './way.ts';
import { transports } from './ways.ts';

export interface DiscoveryOptions {
  readonly signal: AbortSignal;
  /** The first one is told when the API server has answered. */
  readonly onStep: (step: ConnectionStep) => void;
  /** The context's own: looked into where the whole cluster may not be listed. */
  readonly namespace: string | undefined;
  /** Of kind `service`; one of kind `address` is its owner's to open, and none here. */
  readonly choice: SourceChoice | undefined;
  /** Finished here; whoever made it disposes it. */
  readonly recorder: DiagnosisRecorder;
  readonly probe: ProbeServer;
  readonly openHttp: OpenHttpPool;
  /** To be identified, and the sign-in to be written down, beside the rest; absent where whoever calls has done both. */
  readonly cluster?: ClusterAddress | undefined;
}

/**
 * @throws AppError discovery.none, discovery.noneAnswered, discovery.chosenGone, portForward.forbidden, api.*, auth.*; CancelledError
 */
export async function discoverPrometheus(client: KubeClient, options: DiscoveryOptions): Promise<OpenedServer> {
  const { recorder } = options;
  try {
    const { candidate, transport, way } = await find(client, options);
    recorder.used(candidate.id, transport);
    recorder.finish();
    return way.server;
  } catch (error) {
    recorder.finish(error);
    throw error;
  }
}

const stepOf: Readonly<Record<Transport, ConnectionStep>> = {
  'port-forward': 'probing',
  proxy: 'proxy',
  address: 'address',
};

async function find(client: KubeClient, options: DiscoveryOptions): Promise<Opened> {
  const { signal, onStep, choice, recorder } = options;
  const services = wayServices(client, options);
  const onAnswer = once(() => {
    onStep('services');
    void learnServer(client, recorder, options.cluster, signal);
  });
  if (options.cluster !== undefined) void learnSignIn(client, recorder, signal);
  if (choice?.kind === 'service') {
    const chosen = await findChosen(services, choice, signal);
    onAnswer();
    if (chosen !== undefined) return openChosen(services, chosen, choice, options);
  }
  try {
    return await findAny(services, onAnswer, options);
  } catch (error) {
    // That there is nothing else is a consequence.
    throw choice?.kind === 'service' && error instanceof AppError ? chosenGone(choice, error) : error;
  }
}

async function findAny(services: WayServices, onAnswer: () => void, options: DiscoveryOptions): Promise<Opened> {
  const { signal, onStep, namespace } = options;
  const { candidates, denied } = await surveyCluster(services, { signal, namespace, onAnswer });
  const asked = worthAsking(candidates);
  listCandidates(services.recorder, candidates, asked);
  if (asked.length === 0) throw denied ?? none(services.client.server);
  const found = await search(services, asked, {
    signal,
    matchers: '',
    transports,
    onTransport: (transport) => onStep(stepOf[transport]),
  });
  if ('kind' in found) return found;
  throw failureOf(services.client.server, asked, found);
}

/** Only the chosen one: another Prometheus in its place would be shown as if it were the chosen one. */
async function openChosen(
  services: WayServices,
  chosen: Candidate,
  choice: ServiceChoice,
  { signal, onStep }: DiscoveryOptions,
): Promise<Opened> {
  listCandidates(services.recorder, [chosen], [chosen]);
  const found = await search(services, [chosen], {
    signal,
    matchers: choice.matchers,
    transports: chosenTransports(choice),
    onTransport: (transport) => onStep(stepOf[transport]),
  });
  if ('kind' in found) return found;
  throw failureOf(services.client.server, [chosen], found);
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
