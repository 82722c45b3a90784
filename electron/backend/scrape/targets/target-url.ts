/** The URL of a target, of its labels, as Prometheus makes it (scrape/target.go, URL). */
import { type Labels, labelPairs, labelValue } from '../../../../shared/model/labels.ts';
import type { ScrapeJob } from '../scrape-plan.ts';
import { isSecretName, shownSecret } from './secret-name.ts';

export interface TargetUrl {
  readonly url: URL;
  /** To be shown: with the port as it was written, and without what its parameters keep secret. */
  readonly shown: string;
}

const paramPrefix = '__param_';

/** In an address they would make another URL of it: a login, a query, a fragment, another path. */
const noAddress = /[\s/\\?#@%]/;

/** @returns what is wrong with it, in Prometheus's words */
export function targetUrl(labels: Labels, params: ScrapeJob['params']): TargetUrl | string {
  const scheme = labelValue(labels, '__scheme__') ?? '';
  const address = labelValue(labels, '__address__') ?? '';
  if (scheme !== 'http' && scheme !== 'https') return `invalid scheme: ${JSON.stringify(scheme)}`;
  const url = noAddress.test(address) ? null : URL.parse(`${scheme}://${address}`);
  if (url === null) return `${JSON.stringify(address)} is not a valid hostname`;
  // All of it is path, whatever is in it.
  url.pathname = (labelValue(labels, '__metrics_path__') ?? '').replace(/[%?#]/g, encodeURIComponent);
  const all = parameters(labels, params);
  url.search = encoded(all);
  const shownSearch = encoded(all.map(([name, values]) => [name, isSecretName(name) ? [shownSecret] : values]));
  return { url, shown: `${scheme}://${address}${url.pathname}${shownSearch === '' ? '' : `?${shownSearch}`}` };
}

type Parameters = readonly (readonly [name: string, values: readonly string[]])[];

/** Of the job, by name; a label `__param_x` takes the place of the first value of `x`. */
function parameters(labels: Labels, params: ScrapeJob['params']): Parameters {
  const all = new Map(params);
  for (const [label, value] of labelPairs(labels)) {
    if (!label.startsWith(paramPrefix)) continue;
    const name = label.slice(paramPrefix.length);
    all.set(name, [value, ...(all.get(name) ?? []).slice(1)]);
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

function encoded(all: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, values] of all) for (const value of values) search.append(name, value);
  return search.toString();
}
