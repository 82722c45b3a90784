/** A proxy's URL as a person types it, and what is wrong with it. */

export type ProxyProblem =
  | { readonly kind: 'empty' | 'credentials' }
  | { readonly kind: 'notUrl'; readonly url: string }
  | { readonly kind: 'scheme'; readonly scheme: string };

const schemes = new Set(['http:', 'https:', 'socks5:']);

export function proxyProblem(typed: string): ProxyProblem | undefined {
  const url = typed.trim();
  if (url === '') return { kind: 'empty' };
  // `proxy:3128` is a URL to the standard, of the scheme `proxy:`.
  const parsed = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return { kind: 'notUrl', url };
  if (!schemes.has(parsed.protocol)) return { kind: 'scheme', scheme: `${parsed.protocol}//` };
  if (parsed.username !== '' || parsed.password !== '') return { kind: 'credentials' };
  return parsed.hostname === '' ? { kind: 'notUrl', url } : undefined;
}
