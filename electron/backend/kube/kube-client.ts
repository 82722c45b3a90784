/** The one way to an API server. `openKubeClient` (open-kube-client.ts) makes it; everything else sees this interface. */
import type { Duplex } from 'node:stream';
import type { z } from 'zod';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Deadline of the whole call, answer's body included. Default 10,000. */
  readonly timeoutMs?: number;
}

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  /** The container's port, not the service's. */
  readonly port: number;
}

export interface KubeClient {
  /** The API server's address, as the kubeconfig gives it. */
  readonly server: string;
  /** The user entry's name, for messages. */
  readonly user: string;
  /** @throws AppError api.*, auth.*; CancelledError */
  get<T>(path: string, schema: z.ZodType<T>, options: CallOptions): Promise<T>;
  /** Only for reviews (SelfSubjectAccessReview): a cluster is never changed. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, options: CallOptions): Promise<T>;
  /**
   * One connection to a port of a pod, as a byte stream over a WebSocket (v4.channel.k8s.io). Resolves when the API server has accepted
   * the upgrade; "connection refused" inside the pod arrives later and destroys the stream with AppError portForward.refused.
   * @throws AppError portForward.*, api.*
   */
  openPortForward(target: PodPort, options: CallOptions): Promise<Duplex>;
  /** Ends every connection, open tunnels included. */
  close(): Promise<void>;
}
