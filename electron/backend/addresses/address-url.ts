/** An address as people paste it: what of it is the server, and under which paths the API may be. */
import { AppError } from '../../../shared/base/errors.ts';

/** What is pasted is often the address of a graph, or of a query. VictoriaMetrics' page lies beside its API; an Alertmanager has version 2. */
const pageOrApi =
  /\/(graph|vmui|classic\/.*|api\/v1(\/(query|query_range|query_exemplars|format_query|parse_query|labels?|series|metadata|targets|scrape_pools|rules|alerts|alertmanagers|status|features|read|write)(\/.*)?|\/metrics)?|api\/v2(\/(alerts|silences?|status|receivers)(\/.*)?)?)$/;

/** Pages whose names may also be a server's path, so that it is asked which. */
const perhapsPage = /\/(query|alerts|targets|rules|config|flags|status|tsdb-status|service-discovery|stores)$/;

/** Where the compatible engines answer: behind the usual route prefix and in Mimir, in VictoriaMetrics' cluster, in Cortex. */
const usualPrefixes = ['', '/prometheus', '/select/0/prometheus', '/api/prom'];

/** As the contract's schema has it; other characters than ASCII's become several. */
const maxLength = 2048;

/**
 * @returns origin and path, without a slash at the end, without a page's or the API's own path.
 * @throws AppError address.badUrl, whose words have nothing of credentials that were in it
 */
export function normalUrl(typed: string): string {
  const text = typed.trim();
  const refuse = (reason: string) => badUrl(text, reason);
  if (!/^https?:\/\//i.test(text)) throw refuse('it does not begin with http:// or https://');
  if (!URL.canParse(text)) throw refuse('it is not an address');
  const { origin, pathname, search } = new URL(text);
  // Anywhere: with a slash in the password, the rest of it would be the path.
  if (text.includes('@')) {
    throw refuse('it has a user or a password in it: type them in their fields, where they are kept safely');
  }
  const path = trimSlashes(pathname);
  const base = trimSlashes(path.replace(pageOrApi, ''));
  // A page's query is what the page shows; any other is something that the server would miss.
  if (search !== '' && base === path) throw refuse('it has a query (from the question mark on) in it');
  if (origin.length + base.length > maxLength) throw refuse('it is longer than 2,048 characters');
  return origin + base;
}

/**
 * The paths before `/api/v1` to ask, the likeliest first. Where a path was typed, no other server of the same origin is taken for it: its
 * figures would be silently wrong.
 * @param url as `normalUrl` gives it.
 */
export function prefixCandidates(url: string): readonly string[] {
  const own = trimSlashes(new URL(url).pathname);
  if (own === '') return usualPrefixes;
  const parent = own.replace(perhapsPage, '');
  return [...new Set([own, `${own}/prometheus`, parent])];
}

function trimSlashes(path: string): string {
  return path.replace(/\/+$/, '');
}

function badUrl(text: string, reason: string): AppError {
  // Up to the last @ everything may be a password that was typed with an @ or a slash in it; and so may a query.
  const shown = text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1…@').replace(/[?#].*$/s, '');
  const details = { url: shown.slice(0, 300), reason };
  return new AppError('address.badUrl', `${details.url} cannot be used: ${reason}.`, { details });
}
