/**
 * How a Prometheus was looked for in a cluster: every candidate, every way to it, what was asked, what came back, and what the user may
 * do. Recorded while a connection is made, and in full when the user asks. Plain data; the words are the page's.
 */
import type { AppErrorData, ErrorDetails } from '../base/errors.ts';
import type { Engine } from './address.ts';
import type { AuthKind } from './context.ts';
import type { ClusterKey, SourceChoice } from './source-choice.ts';

/** In the order in which they are tried. */
export type Transport = 'port-forward' | 'proxy' | 'address';

/** Why a service is a candidate; the strongest first. */
export type FoundBy = 'choice' | 'customResource' | 'label' | 'wellKnownName' | 'nameAndPort' | 'port';

export type WayOutcome =
  | { readonly kind: 'notTried'; readonly why: NotTried }
  /** Nothing outside the cluster leads to the service: no LoadBalancer, NodePort, Ingress or external address. */
  | { readonly kind: 'none' }
  | { readonly kind: 'trying' }
  | {
      readonly kind: 'answered';
      readonly ms: number;
      readonly version: string;
      readonly engine: Engine;
      readonly pathPrefix: string;
      /** Of the way `address`: what was asked. */
      readonly url?: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly error: AppErrorData;
      /** The right that is missing, where that is why. */
      readonly missing?: Right | undefined;
      readonly url?: string | undefined;
    };

/** `notNeeded`: a likelier way or candidate answered; `tooMany`: not among the likeliest; `ended`: the search ended before. */
export type NotTried = 'notNeeded' | 'tooMany' | 'ended';

export interface DiagnosisCandidate {
  /** `NAMESPACE/SERVICE:PORT`, unique in the diagnosis. */
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly portName: string | undefined;
  readonly foundBy: FoundBy;
  /** As its labels and names say; what answered says it better. */
  readonly engine: Engine;
  readonly score: number;
  readonly ways: Readonly<Record<Transport, WayOutcome>>;
}

/** A right as the API server knows it. `allowed` undefined: it could not be asked. */
export interface Right {
  readonly verb: string;
  /** '' is the core group. */
  readonly group: string;
  /** With the subresource: `pods/portforward`. */
  readonly resource: string;
  /** '' for the whole cluster. */
  readonly namespace: string;
  readonly allowed: boolean | undefined;
  /** The API server's own words; '' where it gave none. */
  readonly reason: string;
}

/** What was asked. `facts` by kind. */
export type StepKind =
  | 'readKubeconfig' // context
  | 'signIn' // user
  | 'identify' // the cluster's identity
  | 'remembered' // candidate: the user's earlier choice
  | 'listServices' // namespace ('' for all)
  | 'listPrometheuses' // the custom resources
  | 'listIngresses'
  | 'listNodes'
  | 'findPods' // service, namespace
  | 'mayI' // verb, resource, namespace
  | 'portForward' // pod, port
  | 'probe' // path, transport
  | 'addressOf' // service, namespace
  | 'probeAddress'; // url

/** What came back, where it was no error. `facts` by kind. */
export type AnswerKind =
  | 'signedIn' // method: AuthKind; validUntilMs?; command?
  | 'identified' // cluster
  | 'listed' // count; candidates?
  | 'pods' // count, names
  | 'allowed'
  | 'denied'
  | 'open' // the port-forward stands
  | 'prometheus' // version, engine
  | 'noSample' // it answers, and has no sample of `up`
  | 'notPrometheus' // contentType
  | 'addresses' // count, first
  | 'none'
  | 'notThere'; // the API has no such resource

export interface DiagnosisStep {
  /** Since the diagnosis began. */
  readonly afterMs: number;
  readonly ms: number;
  /** The candidate's id; undefined for what is about all of them. */
  readonly candidate: string | undefined;
  readonly step: { readonly kind: StepKind; readonly facts: ErrorDetails };
  readonly outcome: 'ok' | 'failed' | 'nothing';
  readonly answer:
    | { readonly kind: AnswerKind; readonly facts: ErrorDetails }
    | { readonly kind: 'error'; readonly error: AppErrorData };
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;
}

export interface Diagnosis {
  readonly startedMs: number;
  /** Undefined while it runs. */
  readonly tookMs: number | undefined;
  /** `connecting`: it stops at the first good answer; `full`: every way of every likely candidate was tried. */
  readonly scope: 'connecting' | 'full';
  readonly server: string;
  readonly user: string;
  readonly auth: AuthKind;
  /** Of the API server, where it answered. */
  readonly serverVersion: string | undefined;
  readonly cluster: ClusterKey | undefined;
  /** What the user chose for this cluster earlier. */
  readonly choice: SourceChoice | undefined;
  /** Best first. */
  readonly candidates: readonly DiagnosisCandidate[];
  /** In the order of their beginnings; the oldest are dropped beyond 500, which `dropped` counts. */
  readonly steps: readonly DiagnosisStep[];
  readonly dropped: number;
  /** Of the namespaces of the candidates, and of the cluster for what scraping needs. */
  readonly rights: readonly Right[];
  /** The way that is, or would be, used. */
  readonly used: { readonly candidate: string; readonly transport: Transport } | undefined;
  /** What ended it, where nothing that answers was found. */
  readonly failure: AppErrorData | undefined;
}
