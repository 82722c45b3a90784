/** What of the settings decides how an address is reached. */
import type { Settings } from '../../../shared/model/settings.ts';
import type { Network } from '../network/network.ts';
import type { Route } from './open-prometheus.ts';

/** @returns another text where the address is reached by another proxy, or trusts other authorities. */
export function routeOf(
  { url, proxyUrl, ownTrust }: Route,
  network: Pick<Network, 'proxyFor'>,
  { systemAuthorities, authorityFiles }: Pick<Settings, 'systemAuthorities' | 'authorityFiles'>,
): string {
  if (!URL.canParse(url)) return '';
  const to = new URL(url);
  const trust = ownTrust || to.protocol === 'http:' ? [] : [systemAuthorities, authorityFiles];
  return JSON.stringify([proxyOf(to, proxyUrl, network), trust]);
}

/** That a proxy cannot be used is for the connection to say. */
function proxyOf(url: URL, proxyUrl: string | undefined, network: Pick<Network, 'proxyFor'>): string | undefined {
  try {
    return network.proxyFor(url, proxyUrl);
  } catch {
    return 'none that can be used';
  }
}
