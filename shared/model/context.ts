/** The contexts of the user's kubeconfig files, and the state of the connection to each. */
import type { AppErrorData } from '../base/errors.ts';
import type { AddressId, Engine } from './address.ts';
import type { ContextId } from './context-id.ts';

// In a file of its own: what addresses are made of knows contexts by it, too.
export type { ContextId } from './context-id.ts';

export type AuthKind = 'certificate' | 'token' | 'tokenFile' | 'exec' | 'oidc' | 'basic' | 'none';

export interface ContextSummary {
  readonly id: ContextId;
  /** Absent in a context of a kubeconfig. Of an address: `server` is its URL, and `file`, `cluster` and `user` are ''. */
  readonly address?: AddressId | undefined;
  /** This computer, which is always there and comes first; its other texts are ''. */
  readonly isComputer?: boolean | undefined;
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
  /** The files that were asked for, in order, as the user wrote them; those of a folder after it. */
  readonly files: readonly KubeconfigFile[];
  /** This computer, then those of kubeconfigs in their order, then the addresses. */
  readonly contexts: readonly ContextSummary[];
}

export interface KubeconfigFile {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** `default`: ~/.kube/config; `added`: in the settings, itself or its folder. */
  readonly from: 'default' | 'environment' | 'commandLine' | 'added';
  /** How many contexts it defines. */
  readonly contexts: number;
  readonly problem: AppErrorData | undefined;
}

interface FoundServer {
  readonly version: string;
  readonly engine: Engine;
  /** The path before `/api/v1`; '' for none. */
  readonly pathPrefix: string;
}

interface FoundService extends FoundServer {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** A Prometheus that was found, and the way to it. */
export type ServerInfo =
  | (FoundService & { readonly transport: 'port-forward'; readonly pod: string })
  | (FoundService & { readonly transport: 'proxy' })
  /** `service` where discovery found the address. */
  | (FoundServer & { readonly transport: 'address'; readonly url: string; readonly service: string | undefined })
  /** None: Binnacle scrapes by itself, and what it keeps is asked. */
  | {
      readonly transport: 'scraped';
      readonly engine: 'binnacle';
      readonly version: '';
      readonly pathPrefix: '';
      /** The interval of most targets. */
      readonly everyMs: number;
    };

/** What is being done while a Prometheus is looked for. */
export type ConnectionStep = 'services' | 'probing' | 'proxy' | 'address' | 'targets' | 'firstAnswer';

/** architecture.md, "Connection state, per context": the single truth for everything that is shown. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'authenticating' }
  | { readonly kind: 'discovering'; readonly step: ConnectionStep }
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
