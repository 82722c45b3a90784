/**
 * Where a cluster may send us. Its addresses are the cluster's word, not the user's, so nothing secret ever goes there, and some places are
 * never asked: what is link-local or a cloud's metadata service, and this machine itself, unless the API server is on it too.
 */
import { lookup } from 'node:dns/promises';
import net from 'node:net';
import { isCancellation } from '../../../../shared/base/errors.ts';
import { abortable, withDeadline } from '../../base/deadline.ts';

/** Alibaba's and AWS's metadata services are not link-local. */
const never = blocks(
  ['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '100.100.100.200/32'],
  ['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128'],
);
const loopback = blocks(['127.0.0.0/8'], ['::1/128']);

function blocks(ipv4: readonly string[], ipv6: readonly string[]): net.BlockList {
  const list = new net.BlockList();
  const add = (kind: 'ipv4' | 'ipv6') => (range: string) => {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), kind);
  };
  ipv4.forEach(add('ipv4'));
  ipv6.forEach(add('ipv6'));
  return list;
}

function isIn(list: net.BlockList, address: string): boolean {
  const kind = net.isIP(address);
  return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4');
}

/** For tests. */
export interface LookUpOptions {
  readonly lookUp?: (host: string, options: { readonly all: true }) => Promise<readonly { readonly address: string }[]>;
  readonly timeoutMs?: number;
}

/** A name server that is there answers in a fraction of it. */
const lookUpTimeoutMs = 3000;

/**
 * Whether the address may be asked. A name is looked up first: it may lead anywhere. One that cannot be looked up here (only a proxy knows
 * it) cannot be judged, and is the connection's to fail; one that is not looked up in time is not asked.
 * @param server the API server's address. @throws CancelledError
 */
export async function mayBeAsked(
  origin: URL,
  server: string,
  signal: AbortSignal,
  options: LookUpOptions = {},
): Promise<boolean> {
  const [addresses, serverAddresses] = await Promise.all(
    [bareHost(origin), URL.canParse(server) ? bareHost(new URL(server)) : server].map((host) =>
      resolve(host, signal, options),
    ),
  );
  if (addresses === undefined || addresses.some((one) => isIn(never, one))) return false;
  const onThisMachine = serverAddresses?.some((one) => isIn(loopback, one)) ?? false;
  return onThisMachine || !addresses.some((one) => isIn(loopback, one));
}

/** @returns undefined where that takes too long. */
async function resolve(
  host: string,
  signal: AbortSignal,
  { lookUp = lookup, timeoutMs = lookUpTimeoutMs }: LookUpOptions,
): Promise<readonly string[] | undefined> {
  if (net.isIP(host) !== 0) return [host];
  const late = new Error('late');
  try {
    return await withDeadline(
      signal,
      timeoutMs,
      () => late,
      async (limited) => {
        const found = await abortable(limited, lookUp(host, { all: true }));
        return found.map(({ address }) => address);
      },
    );
  } catch (error) {
    if (isCancellation(error)) throw error;
    return error === late ? undefined : [];
  }
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
