/** Which proxy holds for an address: a kubeconfig's own, else the settings', else the environment's as Go reads it. */
import { AppError } from '../../../shared/base/errors.ts';
import type { NetworkSettings } from './network.ts';
import { goesDirect } from './no-proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** May hold a name and a password: `shownProxy` is for people. */
export interface ProxyServer {
  readonly url: URL;
  readonly kind: 'http' | 'https' | 'socks5';
}

const kinds: Readonly<Record<string, ProxyServer['kind']>> = {
  'http:': 'http',
  'https:': 'https',
  'socks5:': 'socks5',
  'socks5h:': 'socks5',
};

export interface ProxyChoice {
  readonly url: URL;
  /** A kubeconfig's proxy-url, which knows no exceptions: with it kubectl asks the proxy for loopback too. */
  readonly proxyUrl: string | undefined;
  readonly settings: NetworkSettings['proxy'];
  readonly env: Environment;
}

/** @throws AppError api.proxy where the address of the proxy is none. */
export function chooseProxy({ url, proxyUrl, settings, env }: ProxyChoice): ProxyServer | undefined {
  if (proxyUrl !== undefined) return parseProxy(proxyUrl, url, "the kubeconfig's proxy-url");
  if (settings.kind === 'none') return undefined;
  const [text, exceptions, where] =
    settings.kind === 'custom'
      ? [settings.url, settings.exceptions, "the settings' proxy"]
      : environmentProxy(url, env);
  if (text === '' || goesDirect({ host: bareHost(url), port: portOf(url) }, exceptions)) return undefined;
  return parseProxy(text, url, where);
}

/** Go asks for the name in capitals first, and takes an empty value for none. ALL_PROXY is not read. */
function environmentProxy(url: URL, env: Environment): readonly [string, string, string] {
  const either = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  return [either(name), either('NO_PROXY'), name];
}

/** Without a scheme it is http, as in Go. */
function parseProxy(text: string, target: URL, where: string): ProxyServer {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const kind = url === undefined ? undefined : kinds[url.protocol];
  if (url === undefined || kind === undefined || url.hostname === '') {
    const server = serverOf(target);
    const reason = 'it is no http, https or socks5 address';
    // The text itself may hold a password.
    throw new AppError('api.proxy', `${server} cannot be reached: ${where} is no http, https or socks5 address.`, {
      details: { server, proxy: where, reason },
    });
  }
  return { url, kind };
}

/** Without the name and the password. */
export function shownProxy({ url }: ProxyServer): string {
  return `${url.protocol}//${url.host}`;
}

/** @param proxy as it is shown. */
export function proxyError(target: URL, proxy: string, reason: string, retryable: boolean, cause?: unknown): AppError {
  const server = serverOf(target);
  return new AppError('api.proxy', `${server} cannot be reached through the proxy ${proxy}: ${reason}.`, {
    details: { server, proxy, reason },
    retryable,
    cause,
  });
}

function serverOf(target: URL): string {
  return `${target.protocol}//${target.host}`;
}

/** Without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  return Number(url.port) || (defaultPorts[url.protocol] ?? 443);
}

const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'socks5:': 1080,
  'socks5h:': 1080,
};
