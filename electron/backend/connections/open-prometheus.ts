/**
 * Opens one connection: of a cluster from the kubeconfig to the sources, by the user's choice for it or by discovery; of an address as it
 * is. Tells what is to be closed as soon as it is open, and writes down what was tried.
 */
import { AppError } from '../../../shared/base/errors.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { ConnectionStep, ContextId, ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import type { ClusterKey, SourceChoice } from '../../../shared/model/source-choice.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import type { DiagnosisRecorder } from '../kube/discovery/diagnosis-recorder.ts';
import type { KubeClient, SignIn } from '../kube/kube-client.ts';
import type { HttpEndpoint, OpenedServer, Source } from '../sources/source.ts';
import type { Diagnoses } from './diagnoses.ts';

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

export interface OpeningServices {
  /** undefined for a context of a kubeconfig. */
  readonly addressOf: (id: ContextId) => AddressId | undefined;
  readonly address: (id: AddressId) => Address | undefined;
  readonly summary: (id: ContextId) => ContextSummary | undefined;
  /** Reads the kubeconfig files anew. */
  readonly resolve: (id: ContextId) => Promise<ResolvedContext>;
  readonly openKube: (context: ResolvedContext) => Promise<KubeClient>;
  readonly identify: (
    client: KubeClient,
    cluster: ResolvedContext['cluster'],
    signal: AbortSignal,
  ) => Promise<ClusterKey>;
  readonly choiceOf: (cluster: ClusterKey) => SourceChoice | undefined;
  readonly discover: (client: KubeClient, options: DiscoverOptions) => Promise<OpenedServer>;
  readonly openAddress: (id: AddressId, signal: AbortSignal) => Promise<OpenedServer>;
  readonly openSource: (endpoint: HttpEndpoint) => Source;
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
}

export interface OpenPrometheus {
  readonly source: Source;
  /** Answers also while the source is busy. */
  readonly heart: Source;
  readonly server: () => ServerInfo;
}

export interface Opening {
  readonly signal: AbortSignal;
  readonly onStep: (step: ConnectionStep) => void;
  readonly onTarget: (target: Target) => void;
  /** A connection to what was opened broke. */
  readonly onBroken: () => void;
  /** What was opened, at once, also where a later step fails. The last one is to be closed first. */
  readonly own: (close: () => Promise<void>) => void;
}

/** A kubeconfig, a token, a certificate: files that are read in a millisecond, or lie on a drive that is gone. */
const filesTimeoutMs = 10_000;

/** @throws AppError of whatever step failed; CancelledError */
export async function openPrometheus(
  id: ContextId,
  services: OpeningServices,
  opening: Opening,
): Promise<OpenPrometheus> {
  const address = services.addressOf(id);
  const found = await (address === undefined
    ? openOfCluster(id, services, opening)
    : openAddress(address, services, opening, undefined));
  found.onBroken(opening.onBroken);
  return {
    source: services.openSource(found.endpoint),
    heart: services.openSource(found.urgentEndpoint),
    server: () => found.server(),
  };
}

/** @param cluster whose choice the address is. */
async function openAddress(
  id: AddressId,
  services: OpeningServices,
  { signal, onStep, onTarget, own }: Opening,
  cluster: ClusterKey | undefined,
): Promise<OpenedServer> {
  const { url = '', insecureSkipTlsVerify = false } = services.address(id) ?? {};
  onTarget({ cluster, address: id, route: { url, proxyUrl: undefined, ownTrust: insecureSkipTlsVerify } });
  onStep('address');
  const found = await services.openAddress(id, signal);
  own(() => found.close());
  return found;
}

/** What is asked of a cluster is its diagnosis, whatever comes of it. */
async function openOfCluster(id: ContextId, services: OpeningServices, opening: Opening): Promise<OpenedServer> {
  const { server = '', user = '', auth = 'none' } = services.summary(id) ?? {};
  const about = { scope: 'connecting', server, user, auth, choice: undefined } as const;
  const recorder = services.diagnoses.begin(id, about);
  let failure: unknown;
  try {
    return await discover(id, services, opening, recorder);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    recorder.finish(failure);
    recorder.dispose();
  }
}

async function discover(
  id: ContextId,
  services: OpeningServices,
  opening: Opening,
  recorder: DiagnosisRecorder,
): Promise<OpenedServer> {
  const { signal, onStep, onTarget, own } = opening;
  const { client, context, cluster, choice } = await openCluster(id, services, {
    signal,
    recorder,
    own,
    onContext: ({ cluster: entry }) => onTarget({ route: routeTo(entry) }),
    onSignedIn: () => onStep('services'),
  });
  onTarget({ cluster, route: routeTo(context.cluster) });
  if (choice?.kind === 'address') {
    const { name, url } = services.address(choice.address) ?? { name: '', url: '' };
    return recorder.step(
      { kind: 'probeAddress', facts: { url } },
      () => openAddress(choice.address, services, opening, cluster),
      (found) => ({ kind: 'prometheus', facts: { ...serverFacts(found.server()), name } }),
    );
  }
  const found = await services.discover(client, { signal, namespace: context.namespace, choice, onStep, recorder });
  own(() => found.close());
  return found;
}

function serverFacts({ version, engine }: ServerInfo): { readonly version: string; readonly engine: string } {
  return { version, engine };
}

function routeTo({ server, proxyUrl, caData, caFile, insecureSkipTlsVerify }: ResolvedContext['cluster']): Route {
  const ownTrust = insecureSkipTlsVerify || caData !== undefined || caFile !== undefined;
  return { url: server, proxyUrl, ownTrust };
}

export interface ClusterOpening extends Pick<Opening, 'signal' | 'own'> {
  /** Absent where only the cluster is to be told. */
  readonly recorder?: DiagnosisRecorder | undefined;
  readonly onContext?: (context: ResolvedContext) => void;
  /** The API server has answered. */
  readonly onSignedIn?: () => void;
}

export interface OpenCluster {
  readonly client: KubeClient;
  readonly context: ResolvedContext;
  readonly cluster: ClusterKey;
  readonly choice: SourceChoice | undefined;
}

/**
 * Reads the kubeconfig, signs in and finds out which cluster it is.
 * @throws AppError context.*, kubeconfig.*, auth.*, api.*; CancelledError
 */
export async function openCluster(
  id: ContextId,
  services: Pick<OpeningServices, 'resolve' | 'openKube' | 'identify' | 'choiceOf'>,
  { signal, own, recorder, onContext, onSignedIn }: ClusterOpening,
): Promise<OpenCluster> {
  const context = await readContext(id, services, signal, recorder);
  onContext?.(context);
  const client = await fromFiles(id, signal, services.openKube(context), (late) => void late.close());
  own(() => client.close());
  await recorder?.step({ kind: 'signIn', facts: { user: client.user } }, () => client.signIn(signal), signedIn);
  const identify = () => services.identify(client, context.cluster, signal);
  const cluster = await (recorder === undefined
    ? identify()
    : recorder.step({ kind: 'identify' }, identify, (key) => ({ kind: 'identified', facts: { cluster: key } })));
  onSignedIn?.();
  const choice = services.choiceOf(cluster);
  recorder?.cluster(cluster);
  recorder?.choice(choice);
  return { client, context, cluster, choice };
}

function signedIn({ kind, validUntilMs, command }: SignIn) {
  const facts = {
    method: kind,
    ...(validUntilMs === undefined ? {} : { validUntilMs }),
    ...(command === undefined ? {} : { command }),
  };
  return { kind: 'signedIn', facts } as const;
}

/** That it was read is nothing to write down; that it could not be is. */
async function readContext(
  id: ContextId,
  { resolve }: Pick<OpeningServices, 'resolve'>,
  signal: AbortSignal,
  recorder: DiagnosisRecorder | undefined,
): Promise<ResolvedContext> {
  const startedMs = recorder?.clock.monotonic() ?? 0;
  try {
    return await fromFiles(id, signal, resolve(id));
  } catch (error) {
    const facts = { context: id.slice(id.indexOf('::') + 2) };
    if (error instanceof AppError) recorder?.add({ kind: 'readKubeconfig', facts }, startedMs, error);
    throw error;
  }
}

/** Reading a file takes no signal, and a drive that hangs never answers. */
function fromFiles<T>(
  id: ContextId,
  signal: AbortSignal,
  reading: Promise<T>,
  onLate?: (value: T) => void,
): Promise<T> {
  const late = () => {
    const [path = ''] = id.split('::', 1);
    const reason = `it, or a file that it names, did not answer within ${filesTimeoutMs / 1000} s`;
    const message = `${path} cannot be read: ${reason}`;
    return new AppError('kubeconfig.unreadable', message, { details: { path, reason }, retryable: true });
  };
  return withDeadline(signal, filesTimeoutMs, late, (limited) => abortable(limited, reading, onLate));
}
