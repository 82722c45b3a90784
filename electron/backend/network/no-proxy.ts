/**
 * Which addresses go past the proxy: NO_PROXY as Go's golang.org/x/net/http/httpproxy reads it, which is how kubectl does. Loopback is
 * never proxied. An entry is `*`, a network (10.0.0.0/8), an address or a name, each with or without a port; a name also holds for what
 * is below it, `.name` and `*.name` only for that.
 */
import net from 'node:net';
import { domainToASCII } from 'node:url';

export interface ProxyTarget {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

type Rule = (target: ProxyTarget, address: Address | undefined) => boolean;

interface Address {
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
}

const loopback = new net.BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** @param exceptions the value of NO_PROXY. @returns whether an address is reached without the proxy. */
export function goesDirect(target: ProxyTarget, exceptions: string): boolean {
  const host = target.host.toLowerCase();
  if (host === 'localhost') return true;
  const address = parseAddress(host);
  if (address !== undefined && loopback.check(address.text, address.family)) return true;
  return rulesOf(exceptions).some((rule) => rule({ ...target, host }, address));
}

function rulesOf(exceptions: string): readonly Rule[] {
  const entries = exceptions.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.flatMap((entry) => (entry === '' ? [] : (ruleOf(entry) ?? [])));
}

/** @returns undefined for what is none: Go passes over it too. */
function ruleOf(entry: string): Rule | undefined {
  if (entry === '*') return () => true;
  const network = networkRule(entry);
  if (network !== undefined) return network;
  const { host, port } = splitPort(entry);
  if (host === '') return undefined;
  const address = parseAddress(host);
  return address === undefined ? nameRule(host, port) : addressRule(address, port);
}

function networkRule(entry: string): Rule | undefined {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const address = parseAddress(base);
  if (address === undefined || Number(bits) > (address.family === 'ipv4' ? 32 : 128)) return undefined;
  const network = new net.BlockList();
  network.addSubnet(address.text, Number(bits), address.family);
  return (_target, asked) => asked !== undefined && network.check(asked.text, asked.family);
}

function addressRule(address: Address, port: string | undefined): Rule {
  const one = new net.BlockList();
  one.addAddress(address.text, address.family);
  return (target, asked) =>
    asked !== undefined && one.check(asked.text, asked.family) && portMatches(port, target.port);
}

function nameRule(name: string, port: string | undefined): Rule {
  const bare = name.replace(/^\*(?=\.)/, '');
  const onlyBelow = bare.startsWith('.');
  const plain = onlyBelow ? bare.slice(1) : bare;
  const host = domainToASCII(plain) || plain;
  return (target, asked) =>
    asked === undefined &&
    (target.host.endsWith(`.${host}`) || (!onlyBelow && target.host === host)) &&
    portMatches(port, target.port);
}

function portMatches(port: string | undefined, asked: number): boolean {
  return port === undefined || port === String(asked);
}

/** `host:port` and `[v6]:port`; a v6 address alone has colons and no port. An empty port counts as none, as in Go. */
function splitPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(entry);
  if (match === null) return { host: entry, port: undefined };
  const [, six, other, port] = match;
  return { host: six ?? other ?? '', port: port || undefined };
}

function parseAddress(host: string): Address | undefined {
  const bare = host.replace(/%.*$/, '');
  const family = net.isIP(bare);
  if (family === 0) return undefined;
  return { text: bare, family: family === 4 ? 'ipv4' : 'ipv6' };
}
