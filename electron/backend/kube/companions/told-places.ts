/**
 * What a Prometheus says of where it sends its alerts (`http://10.244.3.7:9093/am/api/v2/alerts`), as a place in its cluster: by the name or the
 * address of a service, or the address of a pod. What leads out of the cluster is told apart: nobody typed that address, so nothing is sent to it.
 */
import { isIP } from 'node:net';
import { pathBefore } from './prefix.ts';

export type ToldPlace =
  | { readonly kind: 'service'; readonly namespace: string | undefined; readonly name: string; readonly port: number }
  | { readonly kind: 'address'; readonly ip: string; readonly port: number };

export interface Told {
  /** Without what stands before `@`. */
  readonly url: string;
  readonly place: ToldPlace | undefined;
  readonly secure: boolean;
  /** The path before `/api`; '' for none. */
  readonly prefix: string;
}

/** A Prometheus that sends to more has them from a file of thousands, and the first are as good as any. */
const mostTold = 8;

export function readTold(urls: readonly string[]): readonly Told[] {
  return urls.slice(0, mostTold).flatMap((text) => {
    if (!URL.canParse(text)) return [];
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
    const secure = url.protocol === 'https:';
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
    return [
      { url: url.origin + url.pathname, place: placeOf(url.hostname, port), secure, prefix: prefixOf(url.pathname) },
    ];
  });
}

function prefixOf(path: string): string {
  return pathBefore(path.replace(/\/api\/v[12]\/alerts\/?$/, '')) ?? '';
}

/** `NAME`, `NAME.NAMESPACE`, `NAME.NAMESPACE.svc…`, and of a StatefulSet's pods `POD.NAME.NAMESPACE.svc…` */
function placeOf(host: string, port: number): ToldPlace | undefined {
  const ip = host.replace(/^\[|\]$/g, '');
  if (isIP(ip) !== 0) return { kind: 'address', ip, port };
  const [within = '', ...rest] = host.split(/\.svc(?:\.|$)/);
  const labels = within.split('.');
  const isInside = rest.length > 0;
  if (labels.length > (isInside ? 3 : 2)) return undefined;
  const [name, namespace] = labels.length === 3 ? labels.slice(1) : labels;
  return name === undefined || name === '' ? undefined : { kind: 'service', name, namespace, port };
}
