/** Whether a browser on this computer can be led to an endpoint, and what may keep it from getting there. */

export interface EndpointReach {
  readonly href: string;
  readonly host: string;
  /** `here`: this computer itself is scraped. `loopback`: of whoever scrapes, which is another computer here. `network`: one that this computer may not be in. */
  readonly kind: 'here' | 'loopback' | 'network';
}

/** What answers within Binnacle has no address that anybody else could ask. */
const withinBinnacle = 'this-computer';

/** @param url whatever a server says it is. @returns undefined for all that is not plainly http or https, or has a user in it */
export function reachOf(url: string, isOurs: boolean): EndpointReach | undefined {
  // A zone of an IPv6 address is of the computer that scrapes, and no browser takes it.
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, username, password, href } = new URL(url);
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return undefined;
  if (hostname === withinBinnacle) return undefined;
  if (!isLoopback(hostname)) return { href, host: hostname, kind: 'network' };
  return { href, host: hostname, kind: isOurs ? 'here' : 'loopback' };
}

/** Of a parsed URL, which has every way to write an IPv4 address as four numbers. */
function isLoopback(hostname: string): boolean {
  return hostname === '[::1]' || /^127\./.test(hostname) || /(?:^|\.)localhost\.?$/.test(hostname);
}
