/**
 * Opens one connection: of a cluster from the kubeconfig to the sources, by the user's choice for it or by discovery; of an address as it
 * is. Tells what is to be closed as soon as it is open, and writes down what was tried.
 */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { ConnectionStep, ContextId, ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import type { ClusterKey, SourceChoice } from '../../../shared/model/source-choice.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import type { DiagnosisRecorder } from '../kube/discovery/diagnosis-recorder.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { HttpEndpoint, OpenedServer, QueryOptions, Source } from '../sources/source.ts';
import type { Diagnoses } from './diagnoses.ts';
import { type ClusterServices, identifySignedIn, type SignedIn, signInToCluster } from './open-cluster.ts';

type ServiceChoice = Extract<SourceChoice, { kind: 'service' }>;

/** What finds a Prometheus in a cluster. */
export interface DiscoverOptions {
  readonly signal: AbortSignal;
  /** The context's own: looked into where the whole cluster may not be listed. */
  readonly namespace: string | undefined;
  readonly choice: ServiceChoice | undefined;
  readonly onStep: (step: ConnectionStep) => void;
  readonly recorder: DiagnosisRecorder;
}

export interface OpeningServices extends ClusterServices {
  /** Undefined for what is not scraped from here. */
  readonly fromHere: (id: ContextId) => OpenFromHere | undefined;
  /** undefined for a context of a kubeconfig. */
  readonly addressOf: (id: ContextId) => AddressId | undefined;
  readonly address: (id: AddressId) => Address | undefined;
  readonly summary: (id: ContextId) => ContextSummary | undefined;
  /** Whether the user chose anything for any cluster. */
  readonly hasChoices: () => boolean;
  readonly discover: (client: KubeClient, options: DiscoverOptions) => Promise<OpenedServer>;
  readonly openAddress: (id: AddressId, signal: AbortSignal) => Promise<OpenedServer>;
  readonly openSource: (endpoint: HttpEndpoint) => Source;
  readonly scrapeCluster: ScrapeCluster;
  readonly diagnoses: Diagnoses;
  /** What of the settings decides how this is reached: another text where a connection is to be made anew. */
  readonly routeOf: (to: Route) => string;
}

/** Where a connection goes first. */
export interface Route {
  readonly url: string;
  readonly proxyUrl: string | undefined;
  /** It trusts its own authorities only, or does not look: the settings' do not matter. */
  readonly ownTrust: boolean;
}

/** What a connection stands on, known step by step. */
export interface Target {
  readonly cluster?: ClusterKey | undefined;
  readonly address?: AddressId | undefined;
  readonly route: Route;
  /** Whether the command that it signed in by may run at this moment; absent where there is none. */
  readonly mayRun?: (() => boolean) | undefined;
}

export interface OpenPrometheus {
  readonly source: Source;
  /** Whether it is still there: the time of its newest sample. Answers also while the source is busy. @throws as `Source.query` */
  readonly heart: (options: QueryOptions) => Promise<number | undefined>;
  readonly server: () => ServerInfo;
  /** Of a Prometheus that others run: the matchers that every selector gets; '' for none. Absent where Binnacle scrapes by itself. */
  readonly matchers?: string | undefined;
  /** The cluster in which it was found, or whose it was chosen to be; absent for what is no cluster's. */
  readonly reach?: ClusterReach | undefined;
}

/** The way into a cluster, for what else stands in it. Ends with the connection. */
export interface ClusterReach {
  readonly client: KubeClient;
  /** The context's own. */
  readonly namespace: string | undefined;
  /** Of the Prometheus. */
  readonly choice: SourceChoice | undefined;
}

export interface Opening {
  readonly signal: AbortSignal;
  readonly onStep: (step: ConnectionStep) => void;
  readonly onTarget: (target: Target) => void;
  /** Another Prometheus was chosen for the cluster before it was known to be this one. */
  readonly onOtherChosen: () => void;
  /** A connection to what was opened broke. */
  readonly onBroken: () => void;
  /** What was opened, at once, also where a later step fails. The last one is to be closed first. */
  readonly own: (close: () => Promise<void>) => void;
}

/** Opens what Binnacle scrapes by itself. @throws AppError history.*; CancelledError */
export type OpenFromHere = (opening: Pick<Opening, 'own' | 'onOtherChosen'>) => Promise<OpenPrometheus>;

interface ClusterToScrape {
  readonly client: KubeClient;
  /** The context's own: looked into where the whole cluster may not be listed. */
  readonly namespace: string | undefined;
  readonly cluster: ClusterKey;
  readonly context: ContextId;
  /** Of the context. */
  readonly name: string;
}

/** Scrapes a cluster's exporters by itself, instead of asking a Prometheus. @throws AppError api.*, history.*; CancelledError */
export type ScrapeCluster = (
  cluster: ClusterToScrape,
  opening: Pick<Opening, 'signal' | 'own' | 'onOtherChosen'>,
) => Promise<OpenPrometheus>;

/** @throws AppError of whatever step failed; CancelledError */
export async function openPrometheus(
  id: ContextId,
  services: OpeningServices,
  opening: Opening,
): Promise<OpenPrometheus> {
  const fromHere = services.fromHere(id);
  if (fromHere !== undefined) return fromHere(opening);
  const address = services.addressOf(id);
  if (address === undefined) return openOfCluster(id, services, opening);
  return asPrometheus(await openAddress(address, services, opening, {}), services, opening);
}

function asPrometheus(
  found: OpenedServer,
  services: Pick<OpeningServices, 'openSource'>,
  opening: Pick<Opening, 'onBroken'>,
): OpenPrometheus {
  found.onBroken(opening.onBroken);
  const heart = services.openSource(found.urgentEndpoint);
  const source = services.openSource(found.endpoint);
  const server = () => found.server();
  const isAgent = server().engine === 'agent';
  const askHeart = (options: QueryOptions) => beat(heart, isAgent, options);
  // It has no samples, neither to tell whether it lives nor to be recorded.
  if (isAgent) return { source, server, heart: askHeart };
  return { source, server, matchers: found.endpoint.matchers ?? '', heart: askHeart };
}

/** @throws AppError prometheus.connectionLost where an agent was started again as a server, or a server as an agent: it is not what was connected to */
async function beat(heart: Source, isAgent: boolean, options: QueryOptions): Promise<number | undefined> {
  let newestSampleMs: number | undefined;
  let isAgentNow = false;
  try {
    newestSampleMs = await askNewest(heart, options);
  } catch (error) {
    isAgentNow = error instanceof AppError && error.code === 'prometheus.agent';
    if (!isAgentNow) throw error;
  }
  // By saying that it is one, an agent lives.
  if (isAgentNow === isAgent) return newestSampleMs;
  const reason = isAgentNow ? 'what answers there is an agent now' : 'what answers there is no agent any more';
  throw new AppError('prometheus.connectionLost', `The connection to Prometheus was lost: ${reason}.`, {
    details: { reason },
    retryable: true,
  });
}

const heartbeatQuery = 'max(timestamp(up))';

async function askNewest(source: Source, options: QueryOptions): Promise<number | undefined> {
  let newestSampleMs: number | undefined;
  for await (const item of source.query({ kind: 'instant', expr: heartbeatQuery }, options)) {
    const seconds = item.kind === 'part' ? item.columns.values[0] : undefined;
    if (seconds !== undefined) newestSampleMs = seconds * 1000;
  }
  return newestSampleMs;
}

/** @param cluster what is known of the cluster whose choice the address is. */
async function openAddress(
  id: AddressId,
  services: OpeningServices,
  { signal, onStep, onTarget, own }: Opening,
  cluster: Pick<Target, 'cluster' | 'mayRun'>,
): Promise<OpenedServer> {
  const { url = '', insecureSkipTlsVerify = false } = services.address(id) ?? {};
  onTarget({ ...cluster, address: id, route: { url, proxyUrl: undefined, ownTrust: insecureSkipTlsVerify } });
  onStep('address');
  const found = await services.openAddress(id, signal);
  own(() => found.close());
  return found;
}

/** What is asked of a cluster is its diagnosis, whatever comes of it. */
async function openOfCluster(id: ContextId, services: OpeningServices, opening: Opening): Promise<OpenPrometheus> {
  const { server = '', user = '', auth = 'none' } = services.summary(id) ?? {};
  const about = { scope: 'connecting', server, user, auth, choice: undefined } as const;
  const recorder = services.diagnoses.begin(id, about);
  // What goes on beside the search: the diagnosis is told of it too.
  const beside: Promise<void>[] = [];
  let failure: unknown;
  try {
    return await discover(id, services, opening, recorder, (work) => beside.push(work));
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    recorder.finish(failure);
    void Promise.all(beside).finally(() => recorder.dispose());
  }
}

async function discover(
  id: ContextId,
  services: OpeningServices,
  opening: Opening,
  recorder: DiagnosisRecorder,
  beside: (work: Promise<void>) => void,
): Promise<OpenPrometheus> {
  const { signal, onTarget, own } = opening;
  const onContext = (context: ResolvedContext) => onTarget(targetOf(context));
  const signedIn = await signInToCluster(id, services, { signal, recorder, own, onContext });
  // Nobody waits to hear which cluster it is where nothing is remembered of any.
  const learn = () => beside(learnCluster(signedIn, services, opening, recorder));
  if (services.hasChoices()) return findChosenFirst(id, signedIn, services, opening, recorder);
  const search = { recorder, choice: undefined, onAnswer: learn };
  const found = await findInCluster(signedIn, services, opening, search);
  return { ...asPrometheus(found, services, opening), reach: reachOf(signedIn, undefined) };
}

function reachOf({ client, context: { namespace } }: SignedIn, choice: SourceChoice | undefined): ClusterReach {
  return { client, namespace, choice };
}

async function findChosenFirst(
  id: ContextId,
  signedIn: SignedIn,
  services: OpeningServices,
  opening: Opening,
  recorder: DiagnosisRecorder,
): Promise<OpenPrometheus> {
  const { signal, onStep, onTarget } = opening;
  const { cluster, choice } = await identifySignedIn(signedIn, services, { signal, recorder });
  onStep(choice?.kind === 'scrape' ? 'targets' : 'services');
  const target = { ...targetOf(signedIn.context), cluster };
  onTarget(target);
  if (choice?.kind === 'scrape') {
    const { client, context } = signedIn;
    const name = services.summary(id)?.name ?? '';
    const toScrape = { client, namespace: context.namespace, cluster, context: id, name };
    return { ...(await services.scrapeCluster(toScrape, opening)), reach: reachOf(signedIn, choice) };
  }
  const found = await (choice?.kind === 'address'
    ? openChosenAddress(choice.address, target, services, opening, recorder)
    : findInCluster(signedIn, services, opening, { recorder, choice, onAnswer: () => undefined }));
  return { ...asPrometheus(found, services, opening), reach: reachOf(signedIn, choice) };
}

function openChosenAddress(
  id: AddressId,
  target: Target,
  services: OpeningServices,
  opening: Opening,
  recorder: DiagnosisRecorder,
): Promise<OpenedServer> {
  const { name, url } = services.address(id) ?? { name: '', url: '' };
  return recorder.step(
    { kind: 'probeAddress', facts: { url } },
    () => openAddress(id, services, opening, target),
    (found) => ({ kind: 'prometheus', facts: { ...serverFacts(found.server()), name } }),
  );
}

interface Search extends Pick<DiscoverOptions, 'choice' | 'recorder'> {
  /** Called once, when the API server has answered. */
  readonly onAnswer: () => void;
}

async function findInCluster(
  { client, context: { namespace } }: SignedIn,
  services: OpeningServices,
  { signal, onStep, own }: Opening,
  { onAnswer, ...search }: Search,
): Promise<OpenedServer> {
  let answered = false;
  const tell = (step: ConnectionStep) => {
    if (!answered) onAnswer();
    answered = true;
    onStep(step);
  };
  const found = await services.discover(client, { signal, namespace, onStep: tell, ...search });
  own(() => found.close());
  return found;
}

/** Beside the search. That it fails is in the diagnosis, and no reason for the connection to: the cluster is then not known. */
async function learnCluster(
  signedIn: SignedIn,
  services: OpeningServices,
  { signal, onTarget, onOtherChosen }: Opening,
  recorder: DiagnosisRecorder,
): Promise<void> {
  try {
    const { cluster, choice } = await identifySignedIn(signedIn, services, { signal, recorder });
    onTarget({ ...targetOf(signedIn.context), cluster });
    if (choice !== undefined) onOtherChosen();
  } catch (error) {
    if (!(error instanceof AppError) && !isCancellation(error)) throw error;
  }
}

function targetOf(context: ResolvedContext): Target {
  const { cluster, user } = context;
  // Asked of the context each time: the user may take back what was allowed.
  return { route: routeTo(cluster), ...(user.auth === 'exec' && { mayRun: () => context.execAllowed }) };
}

function serverFacts({ version, engine }: ServerInfo): { readonly version: string; readonly engine: string } {
  return { version, engine };
}

function routeTo({ server, proxyUrl, caData, caFile, insecureSkipTlsVerify }: ResolvedContext['cluster']): Route {
  const ownTrust = insecureSkipTlsVerify || caData !== undefined || caFile !== undefined;
  return { url: server, proxyUrl, ownTrust };
}
