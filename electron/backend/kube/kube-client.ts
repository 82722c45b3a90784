/** The one way to an API server. `openKubeClient` (open-kube-client.ts) makes it; everything else sees this interface. */
import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import type { AuthKind } from '../../../shared/model/context.ts';
import type { Requester } from '../sources/source.ts';

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

/** How the user signs in, for the diagnosis; never a secret. */
export interface SignIn {
  readonly kind: AuthKind;
  /** Of the certificate or the token in use, where it says; milliseconds since the epoch. */
  readonly validUntilMs: number | undefined;
  /** Of an exec plugin. */
  readonly command: string | undefined;
}

export interface KubeClient {
  /** The API server's address, as the kubeconfig gives it. */
  readonly server: string;
  /** The user entry's name, for messages. */
  readonly user: string;
  /** @throws AppError api.*, auth.*; CancelledError */
  get<T>(path: string, schema: z.ZodType<T>, options: CallOptions): Promise<T>;
  /** Only for reviews (SelfSubjectAccessReview): they change nothing. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, options: CallOptions): Promise<T>;
  /**
   * One connection to a port of a pod, as a byte stream over a WebSocket (v4.channel.k8s.io). Resolves when the API server has accepted
   * the upgrade; "connection refused" inside the pod arrives later and destroys the stream with AppError portForward.refused.
   * @throws AppError portForward.*, api.*
   */
  openPortForward(target: PodPort, options: CallOptions): Promise<Duplex>;
  /**
   * Requests to any path of the API server as its user, answers streamed: the API server's proxies. `path` is the API's (`/api/v1/…`);
   * the server's own path and the credentials are added, `origin` is not looked at. Rejects with AppError api.*, auth.*; an answer of
   * any status is an answer.
   */
  readonly requester: Requester;
  /** @throws AppError auth.* */
  signIn(signal: AbortSignal): Promise<SignIn>;
  /** Ends every connection, open tunnels included. */
  close(): Promise<void>;
}
