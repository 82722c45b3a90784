/** The way to what the API server answers itself, or passes on to its nodes and pods: paths of its own, as its user. */
import { readSome } from '../../base/read-some.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { Requester } from '../../sources/source.ts';
import type { TargetRoute } from '../scrape-plan.ts';
import { isMetricsPath, notAsked } from './proxy-path.ts';
import { isOwnStatus, mostStatusBytes, refusalError } from './refusal-error.ts';

type ApiClient = Pick<KubeClient, 'requester' | 'server' | 'user'>;

/** @param onRefused the API server itself has refused a scrape, for the lack of a right */
export function apiRoute(client: ApiClient, onRefused: () => void = () => undefined): TargetRoute {
  return {
    to({ url }) {
      // Whatever labels and rules made of it.
      if (!isMetricsPath(url.pathname)) throw notAsked(client.server, url.pathname, 'it is no page of metrics');
      const resource = url.pathname.startsWith('/metrics') ? url.pathname : 'nodes/proxy';
      const path = url.pathname + url.search;
      // A page of metrics is one; where a node sends who asks it is a path of the API server, asked as its user.
      return { requester: apiRequester(client, resource, onRefused), origin: url.origin, path, redirects: 'none' };
    },
  };
}

/**
 * An answer that is the API server's own refusal is thrown as what it says; one of whoever is behind it is an answer.
 * @param resource for messages
 */
export function apiRequester(client: ApiClient, resource: string, onRefused: () => void = () => undefined): Requester {
  return {
    async request(options) {
      const answer = await client.requester.request(options);
      const { statusCode, headers, body } = answer;
      const mayBeOwn = statusCode >= 400 && String(headers['content-type'] ?? '').startsWith('application/json');
      if (!mayBeOwn) return answer;
      const { read, whole } = await readSome(body, mostStatusBytes);
      if (!isOwnStatus(statusCode, read.toString('utf8'))) return { ...answer, body: whole };
      if (statusCode === 401 || statusCode === 403) onRefused();
      const path = String(options.path).replace(/\?.*$/s, '');
      throw await refusalError(client, { statusCode, body: whole, path, verb: 'get', resource });
    },
  };
}
