/** From a context of a kubeconfig to its cluster: reads the files, signs in, and finds out which cluster it is. Looks for no Prometheus. */
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ClusterKey, SourceChoice } from '../../../shared/model/source-choice.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import type { DiagnosisRecorder } from '../kube/discovery/diagnosis-recorder.ts';
import type { KubeClient, SignIn } from '../kube/kube-client.ts';

export interface ClusterServices {
  /** Reads the kubeconfig files anew. */
  readonly resolve: (id: ContextId) => Promise<ResolvedContext>;
  readonly openKube: (context: ResolvedContext) => Promise<KubeClient>;
  readonly identify: (
    client: KubeClient,
    cluster: ResolvedContext['cluster'],
    signal: AbortSignal,
  ) => Promise<ClusterKey>;
  readonly choiceOf: (cluster: ClusterKey) => SourceChoice | undefined;
}

interface ClusterOpening {
  readonly signal: AbortSignal;
  /** What was opened, at once. */
  readonly own: (close: () => Promise<void>) => void;
  /** Absent where only the cluster is to be told. */
  readonly recorder?: DiagnosisRecorder | undefined;
  readonly onContext?: (context: ResolvedContext) => void;
}

export interface SignedIn {
  readonly client: KubeClient;
  readonly context: ResolvedContext;
}

interface Identified {
  readonly cluster: ClusterKey;
  readonly choice: SourceChoice | undefined;
}

/** A kubeconfig, a token, a certificate: files that are read in a millisecond, or lie on a drive that is gone. */
const filesTimeoutMs = 10_000;

/**
 * Reads the kubeconfig, signs in and finds out which cluster it is.
 * @throws AppError context.*, kubeconfig.*, auth.*, api.*; CancelledError
 */
export async function openCluster(
  id: ContextId,
  services: ClusterServices,
  opening: ClusterOpening,
): Promise<SignedIn & Identified> {
  const signedIn = await signInToCluster(id, services, opening);
  return { ...signedIn, ...(await identifySignedIn(signedIn, services, opening)) };
}

/** Asks the API server nothing. @throws AppError context.*, kubeconfig.*, auth.*; CancelledError */
export async function signInToCluster(
  id: ContextId,
  services: Pick<ClusterServices, 'resolve' | 'openKube'>,
  { signal, own, recorder, onContext }: ClusterOpening,
): Promise<SignedIn> {
  const context = await readContext(id, services, signal, recorder);
  onContext?.(context);
  const client = await fromFiles(id, signal, services.openKube(context), (late) => void late.close());
  own(() => client.close());
  await recorder?.step({ kind: 'signIn', facts: { user: client.user } }, () => client.signIn(signal), signedIn);
  return { client, context };
}

/** Which cluster it is, and what the user chose for it. @throws AppError auth.*, api.*; CancelledError */
export async function identifySignedIn(
  { client, context }: SignedIn,
  services: Pick<ClusterServices, 'identify' | 'choiceOf'>,
  { signal, recorder }: Pick<ClusterOpening, 'signal' | 'recorder'>,
): Promise<Identified> {
  const identify = () => services.identify(client, context.cluster, signal);
  const cluster = await (recorder === undefined
    ? identify()
    : recorder.step({ kind: 'identify' }, identify, identified));
  const choice = services.choiceOf(cluster);
  recorder?.cluster(cluster);
  recorder?.choice(choice);
  return { cluster, choice };
}

function identified(cluster: ClusterKey) {
  // Else it was refused, and stands by the address.
  const status = cluster.startsWith('uid:') ? 200 : undefined;
  return { kind: 'identified', facts: { cluster }, status } as const;
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
  { resolve }: Pick<ClusterServices, 'resolve'>,
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
