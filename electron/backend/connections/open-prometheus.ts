/** Opens one connection, from the kubeconfig to the sources, telling what is to be closed as soon as it is open. */
import { AppError } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { ContextId, ServerInfo } from '../../../shared/model/context.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ResolvedContext } from '../contexts/merge-group.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { HttpEndpoint, Source } from '../sources/source.ts';

/** A Prometheus that discovery found, as the connection needs it. */
interface FoundPrometheus {
  readonly endpoint: HttpEndpoint;
  /** The same, for what may not wait until slow queries are done. */
  readonly urgentEndpoint: HttpEndpoint;
  readonly onBroken: Event<void>;
  server(): ServerInfo;
  close(): Promise<void>;
}

export interface OpeningServices {
  /** Reads the kubeconfig files anew. */
  readonly resolve: (id: ContextId) => Promise<ResolvedContext>;
  readonly openKube: (context: ResolvedContext) => Promise<KubeClient>;
  /** Tells its first step when the API server has answered: until then the connection is authenticating. */
  readonly discover: (
    client: KubeClient,
    options: {
      readonly signal: AbortSignal;
      readonly namespace: string | undefined;
      readonly onStep: (step: string) => void;
    },
  ) => Promise<FoundPrometheus>;
  readonly openSource: (endpoint: HttpEndpoint) => Source;
}

export interface OpenPrometheus {
  readonly source: Source;
  /** Answers also while the source is busy. */
  readonly heart: Source;
  readonly server: () => ServerInfo;
}

export interface Opening {
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
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
  { signal, onStep, onBroken, own }: Opening,
): Promise<OpenPrometheus> {
  const context = await fromFiles(id, signal, services.resolve(id));
  const client = await fromFiles(id, signal, services.openKube(context), (late) => void late.close());
  own(() => client.close());
  const found = await services.discover(client, { signal, namespace: context.namespace, onStep });
  own(() => found.close());
  found.onBroken(onBroken);
  return {
    source: services.openSource(found.endpoint),
    heart: services.openSource(found.urgentEndpoint),
    server: () => found.server(),
  };
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
