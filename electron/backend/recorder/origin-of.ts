/** Which source a context is connected to: by cluster and server, never by a context's name. docs/formats/recordings.md */
import { createHash } from 'node:crypto';
import type { Address } from '../../../shared/model/address.ts';
import type { ServerInfo } from '../../../shared/model/context.ts';
import type { RemoteSource } from '../connections/connection.ts';
import type { HistoryOrigin } from '../history/service/history-identity.ts';

/** A history keeps 2,048 characters of each. */
const longest = 1500;

/** @param name what people call the context @returns undefined where the cluster is not known yet */
export function originOf(
  { server, matchers, cluster, address }: RemoteSource,
  name: string,
): HistoryOrigin | undefined {
  if (server.transport === 'scraped') return undefined;
  const { engine, version } = server;
  const narrowed = [matchers === '' ? '' : `{${matchers}}`, tenantOf(address)].filter((text) => text !== '');
  const common = { kind: 'prometheus', name: name.slice(0, longest), version } as const;
  if (cluster !== undefined) {
    return { ...common, cluster, server: bounded([engine, placeOf(server), ...narrowed].join(' ')) };
  }
  if (address === undefined || server.transport !== 'address') return undefined;
  return {
    ...common,
    cluster: bounded(`address:${placeOf(server)}`),
    server: bounded([engine, ...narrowed].join(' ')),
  };
}

/** Prometheus before 2.44 does (append/mixed-histograms.ts). */
export function doesMixHistograms({ engine, version }: Pick<ServerInfo, 'engine' | 'version'>): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  if (engine !== 'prometheus' || major === undefined) return false;
  return Number(major) < 2 || (Number(major) === 2 && Number(minor) < 44);
}

/** `monitoring/prometheus-k8s:9090`, or the origin; with the path before `/api/v1`. The way that leads there does not matter, nor the pod. */
function placeOf(server: Exclude<ServerInfo, { transport: 'scraped' }>): string {
  if (server.transport !== 'address') return `${server.namespace}/${server.service}:${server.port}${server.pathPrefix}`;
  return (server.service ?? new URL(server.url).origin) + server.pathPrefix;
}

/**
 * Behind one address may be the samples of many: which of them is said by a header (`X-Scope-OrgID`) or by the user's name, as Mimir, Cortex
 * and hosted services have it. Only a hash, since a header's value is nobody else's business. Where a secret says it (a header, a token, a certificate),
 * that is not known here, and changes while the samples stay: then each address is a source of its own, by its id, which its secrets do not
 * change. So two tenants never become one; who removes such an address and types it again begins a new record.
 */
function tenantOf(address: Address | undefined): string {
  if (address === undefined) return '';
  const headers = address.headers.flatMap((header) =>
    header.kind === 'plain' ? [[header.name.toLowerCase(), header.value]] : [],
  );
  const user = address.auth.kind === 'basic' ? address.auth.user : '';
  const own = isToldBySecret(address) ? [address.id] : [];
  if (headers.length === 0 && user === '' && own.length === 0) return '';
  return `#${hash(JSON.stringify([headers.sort(), user, ...own])).slice(0, 8)}`;
}

function isToldBySecret({ headers, auth }: Address): boolean {
  return auth.kind === 'bearer' || auth.kind === 'certificate' || headers.some(({ kind }) => kind === 'secret');
}

function bounded(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…${hash(text)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
