/** The addresses outside the cluster that lead to a service: of a load balancer, an Ingress, external IPs, an external name or a node's port. */
import net from 'node:net';
import type { Candidate } from './candidates.ts';
import type { ServiceObject } from './service-object.ts';
import type { Ingress, Surroundings } from './surroundings.ts';

export interface OutsideAddress {
  /** Without a path. */
  readonly origin: URL;
  /** The paths before `/api/v1` to ask there. */
  readonly prefixes: readonly string[];
}

/** More would only be more ways to wait. */
const maxAddresses = 4;
const maxPrefixes = 4;

export function addressesOf(
  { service, object, secure, prefixes }: Candidate,
  around: Surroundings,
): readonly OutsideAddress[] {
  if (object === undefined) return [];
  const { port } = service;
  const at = (host: string, number: number): readonly OutsideAddress[] => {
    const origin = makeOrigin(secure ? 'https' : 'http', host, number);
    return origin === undefined ? [] : [{ origin, prefixes }];
  };
  const nodePort = object.spec.ports?.find((one) => one.port === port.port)?.nodePort;
  const found = [
    ...balancerHosts(object).flatMap((host) => at(host, port.port)),
    ...around.ingresses.flatMap((ingress) => throughIngress(ingress, service, prefixes)),
    ...(object.spec.externalIPs ?? []).flatMap((host) => at(host, port.port)),
    ...(object.spec.type === 'ExternalName' && object.spec.externalName ? at(object.spec.externalName, port.port) : []),
    ...(nodePort == null ? [] : around.nodeAddresses.flatMap((host) => at(host, nodePort))),
  ];
  const byOrigin = new Map(found.toReversed().map((one) => [`${one.origin.href} ${one.prefixes[0]}`, one]));
  return [...byOrigin.values()].toReversed().slice(0, maxAddresses);
}

/** Whether a node's address is of use: only where the service has a port on the nodes. */
export function needsNodes({ object }: Candidate): boolean {
  return object?.spec.ports?.some(({ nodePort }) => nodePort != null) ?? false;
}

function balancerHosts({ status }: ServiceObject): readonly string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || []);
}

function throughIngress(
  ingress: Ingress,
  { namespace, name, port }: Candidate['service'],
  prefixes: readonly string[],
): readonly OutsideAddress[] {
  const leadsHere =
    ingress.namespace === namespace &&
    ingress.service === name &&
    (ingress.port === undefined || ingress.port === port.port || ingress.port === port.name);
  const origin = leadsHere ? makeOrigin(ingress.secure ? 'https' : 'http', ingress.host, undefined) : undefined;
  if (origin === undefined) return [];
  const base = pathOf(ingress.path);
  // Below a path it is either the route prefix itself, or the Ingress takes it away and the route prefix follows.
  const below = base === '' ? prefixes : [base, ...prefixes.filter((one) => one !== '').map((one) => base + one)];
  return [{ origin, prefixes: [...new Set(below)].slice(0, maxPrefixes) }];
}

/** The literal beginning of a path that may be a pattern (`/prometheus(/|$)(.*)`). */
function pathOf(path: string): string {
  const literal = /^[\w\-./~%]*/.exec(path)?.[0] ?? '';
  return literal.replace(/\/+$/, '');
}

function makeOrigin(scheme: 'http' | 'https', host: string, port: number | undefined): URL | undefined {
  const bracketed = net.isIPv6(host) ? `[${host}]` : host;
  // A name goes into an address as it is: nothing in it may make it another one.
  if (net.isIP(host) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i.test(host)) return undefined;
  const text = `${scheme}://${bracketed}${port === undefined ? '' : `:${port}`}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
