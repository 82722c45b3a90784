/** The contexts of the user's kubeconfig files, and the state of the connection to each. */

import type { Brand } from '../base/brand.ts';
import type { AppErrorData } from '../base/errors.ts';

/** (file group, name) as one text: the files of one KUBECONFIG list are a group, any other file is a group of its own. */
export type ContextId = Brand<string, 'ContextId'>;

export type AuthKind = 'certificate' | 'token' | 'tokenFile' | 'exec' | 'oidc' | 'basic' | 'none';

export interface ContextSummary {
  readonly id: ContextId;
  readonly name: string;
  /** The file in which the context was defined, as the user wrote it. */
  readonly file: string;
  readonly server: string | undefined;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string | undefined;
  readonly auth: AuthKind;
  /** What is wrong with the context itself (no cluster, no user): it is shown, and cannot be connected. */
  readonly problem: AppErrorData | undefined;
}

export interface ContextsSnapshot {
  /** The files that were asked for, in order, as the user wrote them. */
  readonly files: readonly { readonly path: string; readonly problem: AppErrorData | undefined }[];
  /** In kubeconfig order. */
  readonly contexts: readonly ContextSummary[];
}

/** A Prometheus that was found, and the way to it. */
export interface ServerInfo {
  readonly transport: 'port-forward';
  readonly namespace: string;
  readonly service: string;
  readonly pod: string;
  readonly port: number;
  readonly version: string;
}

/** architecture.md, "Connection state, per context": the single truth for everything that is shown. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'authenticating' }
  | { readonly kind: 'discovering'; readonly step: string }
  | {
      readonly kind: 'connected';
      readonly server: ServerInfo;
      /** The last heartbeat's round trip. */
      readonly answerMs: number;
      /** The time of the newest sample of `up`, undefined where there is none. */
      readonly newestSampleMs: number | undefined;
    }
  | { readonly kind: 'degraded'; readonly server: ServerInfo; readonly missing: AppErrorData }
  | { readonly kind: 'backingOff'; readonly untilMs: number; readonly why: AppErrorData }
  | { readonly kind: 'stopped'; readonly why: AppErrorData };
