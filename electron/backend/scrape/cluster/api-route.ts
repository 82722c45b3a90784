/** The way to what the API server answers itself, or passes on to its nodes and pods: paths of its own, as its user. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { Requester } from '../../sources/source.ts';
import type { TargetRoute } from '../scrape-plan.ts';
import { refusalError } from './refusal-error.ts';

type ApiClient = Pick<KubeClient, 'requester' | 'server' | 'user'>;

/** What a target of these jobs may ask for, whatever labels and rules made of its path. */
const ownPath = /^\/(?:metrics$|metrics\/|api\/v1\/nodes\/[^/]+\/proxy\/metrics)/;

export function apiRoute(client: ApiClient): TargetRoute {
  return {
    to({ url }) {
      const path = url.pathname + url.search;
      if (!ownPath.test(url.pathname)) {
        throw new AppError(
          'api.notFound',
          `${client.server} is not asked for ${url.pathname}: it is no page of metrics.`,
          {
            details: { server: client.server, path: url.pathname },
          },
        );
      }
      const resource = url.pathname.startsWith('/metrics') ? url.pathname : 'nodes/proxy';
      return { requester: apiRequester(client, resource), origin: url.origin, path };
    },
  };
}

/**
 * An answer that is the API server's own refusal is thrown as what it says; one of whoever is behind it is an answer.
 * @param resource for messages
 */
export function apiRequester(client: ApiClient, resource: string): Requester {
  return {
    async request(options) {
      const answer = await client.requester.request(options);
      const { statusCode, headers, body } = answer;
      const isOwn = statusCode >= 400 && String(headers['content-type'] ?? '').startsWith('application/json');
      if (!isOwn) return answer;
      const path = String(options.path).replace(/\?.*$/s, '');
      throw await refusalError(client, { statusCode, body, path, verb: 'get', resource });
    },
  };
}
