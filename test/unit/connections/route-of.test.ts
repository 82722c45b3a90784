import { expect, it } from 'vitest';
import type { Route } from '../../../electron/backend/connections/open-prometheus.ts';
import { routeOf } from '../../../electron/backend/connections/route-of.ts';

const network = {
  proxyFor: (url: URL, proxyUrl?: string) => proxyUrl ?? (url.hostname === 'far' ? 'http://p' : undefined),
};
const own = { systemAuthorities: true, authorityFiles: [] };
const other = { systemAuthorities: false, authorityFiles: ['/ca.pem'] };
const route: Route = { url: 'https://near', proxyUrl: undefined, ownTrust: false };

/** Whether another choice of authorities makes another route. */
const heeds = (to: Route) => routeOf(to, network, own) !== routeOf(to, network, other);

it('is another by another proxy', () => {
  const routes = [route, { ...route, url: 'https://far' }, { ...route, proxyUrl: 'http://q' }];
  expect(new Set(routes.map((to) => routeOf(to, network, own))).size).toBe(3);
});

it('is another by other authorities, where those count', () => {
  expect([route, { ...route, ownTrust: true }, { ...route, url: 'http://near' }].map(heeds)).toEqual([
    true,
    false,
    false,
  ]);
});

it('is there also where the address, or the proxy, is none', () => {
  const broken = {
    proxyFor() {
      throw new Error('no proxy');
    },
  };
  expect([routeOf({ ...route, url: 'nonsense' }, network, own), routeOf(route, broken, own)]).toEqual([
    '',
    '["none that can be used",[true,[]]]',
  ]);
});
