/** Connections out of this machine: through the proxy that holds for an address, trusting the authorities that the user trusts. */
import type net from 'node:net';
import type tls from 'node:tls';
import type { Event } from '../../../shared/base/event.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Requester } from '../sources/source.ts';

export interface ConnectTarget {
  /** http or https; only scheme, host and port matter. */
  readonly url: URL;
  /** A kubeconfig's proxy-url; wins over the settings. */
  readonly proxyUrl?: string | undefined;
  /** For https. `ca` of the caller's own replaces every other authority, as a kubeconfig's does. */
  readonly tls?: TlsMaterial | undefined;
}

export interface TlsMaterial
  extends Pick<
    tls.ConnectionOptions,
    'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized' | 'session'
  > {
  /** In PEM, beside those that count anyway. Nothing beside a `ca`. */
  readonly moreAuthorities?: readonly string[] | undefined;
}

export interface Network {
  /**
   * A socket that is connected and, for https, has shaken hands. The caller owns it; an abort destroys it.
   * @throws AppError api.proxy where the proxy is why; else the error of the system (`code`: ECONNREFUSED, CERT_HAS_EXPIRED …)
   */
  connect(target: ConnectTarget, signal: AbortSignal): Promise<net.Socket>;
  /** The proxy that holds for an address, without credentials; undefined where it is reached directly. */
  proxyFor(url: URL, proxyUrl?: string): string | undefined;
}

/** Connections to one origin, kept alive and pooled. Whoever opened it closes it. */
export interface HttpPool {
  readonly requester: Requester;
  /** One connection more than the others may take, for the heartbeat. */
  readonly urgent: Requester;
  /** One more, for an answer that goes on for hours. That it breaks off is no news. */
  readonly lasting: Requester;
  /** A connection broke that had stood, while something was asked of it. */
  readonly onBroken: Event<void>;
  close(): Promise<void>;
}

/**
 * Connects to nothing yet. `headers` go out with every request, and so only to this origin: redirects are not followed.
 * A request rejects with AppError address.unreachable, address.tls or api.proxy where no connection comes about.
 */
export type OpenHttpPool = (
  target: ConnectTarget & { readonly headers?: Readonly<Record<string, string>> | undefined },
) => HttpPool;

/** What of the settings decides; read at every connection. */
export type NetworkSettings = Pick<Settings, 'proxy' | 'systemAuthorities' | 'authorityFiles'>;
