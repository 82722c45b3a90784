/**
 * A server that speaks Prometheus's API, by the address that the user typed. Secrets are never in here: a reference names what the
 * keychain holds (electron/backend/secrets).
 */
import type { Brand } from '../base/brand.ts';
import type { CompanionKind } from './companion.ts';
import type { ContextId } from './context-id.ts';

export type AddressId = Brand<string, 'AddressId'>;

/** What a secret is kept under: a name, worth nothing by itself. */
export type SecretRef = Brand<string, 'SecretRef'>;

/** `Value` is how a secret appears: a reference where it is kept, a text (or undefined: as it was) where it is typed. */
export type AddressAuth<Value = SecretRef> =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: Value }
  | { readonly kind: 'bearer'; readonly token: Value }
  /** Files in PEM, read again at every connection: certificates are rotated. */
  | {
      readonly kind: 'certificate';
      readonly certFile: string;
      readonly keyFile: string;
      /** Absent where the key is not encrypted. */
      readonly passphrase?: Value | undefined;
    };

/** A header's value is only readable in the settings where the user says that it is no secret (`X-Scope-OrgID`). */
export type AddressHeader<Value = SecretRef> =
  | { readonly name: string; readonly kind: 'plain'; readonly value: string }
  | { readonly name: string; readonly kind: 'secret'; readonly value: Value };

interface AddressBody<Value> {
  readonly name: string;
  /** http or https, with the path before `/api/v1` where there is one; without credentials, query or fragment. */
  readonly url: string;
  readonly headers: readonly AddressHeader<Value>[];
  readonly auth: AddressAuth<Value>;
  /** A PEM file beside the system's and the settings' authorities. */
  readonly caFile?: string | undefined;
  /** The name in the certificate, where it is not the address's host. */
  readonly tlsServerName?: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  /** Matchers that every selector of every query gets, as PromQL writes them (`cluster="a",env=~"prod|stage"`); '' for none. */
  readonly matchers: string;
  /** Of an Alertmanager or a Pushgateway, and then of no context of its own. Of one kind a context has one at most. */
  readonly beside?: Beside | undefined;
}

/** Of which context's Prometheus it stands beside, and as what. */
export interface Beside {
  readonly context: ContextId;
  readonly kind: CompanionKind;
}

/** As it is kept. */
export interface Address extends AddressBody<SecretRef> {
  readonly id: AddressId;
}

/** As it is typed. A secret that is undefined stays what is kept for the address of that `id`. */
export interface AddressInput extends AddressBody<string | undefined> {
  /** Absent: a new one. */
  readonly id?: AddressId | undefined;
}

/** What answered at an address that was tried. */
export interface AddressTest {
  readonly version: string;
  readonly engine: Engine;
  /** The path before `/api/v1` that answered: the address's own, or one that a redirect or a usual prefix led to. */
  readonly pathPrefix: string;
  readonly answerMs: number;
  /** Of the newest sample of `up`; undefined where there is none. */
  readonly newestSampleMs: number | undefined;
}

/** What answered where an Alertmanager or a Pushgateway was typed. */
export interface CompanionTest {
  readonly companion: CompanionKind;
  readonly version: string;
  /** The path before `/api` that answered. */
  readonly pathPrefix: string;
  readonly answerMs: number;
}

/**
 * Who speaks the API. Mimir and Cortex answer alike. `agent`: a Prometheus that scrapes and sends on, and stores nothing (https://prometheus.io/docs/prometheus/latest/prometheus_agent/).
 */
export type Engine = 'prometheus' | 'agent' | 'thanos' | 'victoriametrics' | 'mimir' | 'cortex' | 'unknown';

/** Where secrets go now. */
export interface SecretsStatus {
  /** `session`: there is no keychain that can be used, so they are kept in memory until Binnacle ends. */
  readonly place: 'keychain' | 'session';
  /** Why it is not the keychain. */
  readonly why: string | undefined;
}
