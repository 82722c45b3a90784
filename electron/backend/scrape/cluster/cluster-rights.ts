/** What scraping a cluster needs, asked of the API server (SelfSubjectAccessReview) before anything is begun. */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';

export interface WantedAccess {
  readonly verb: string;
  /** '' for the core group. */
  readonly group: string;
  /** With its subresource: `nodes/proxy`; a path for what is none: `/metrics`. */
  readonly resource: string;
  /** '' for the cluster. */
  readonly namespace: string;
}

export interface Access {
  /** Asked once each. True, too, where nobody knows: reviews may be forbidden, and then the refusal itself speaks. @throws AppError api.*; CancelledError */
  may(wanted: WantedAccess, signal: AbortSignal): Promise<boolean>;
}

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const timeoutMs = 5000;

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

export function clusterAccess(client: Pick<KubeClient, 'post'>): Access {
  const asked = new Map<string, Promise<boolean>>();
  return {
    may(wanted, signal) {
      const key = [wanted.verb, wanted.group, wanted.resource, wanted.namespace].join(' ');
      const known = asked.get(key) ?? ask(client, wanted, signal);
      asked.set(key, known);
      return known;
    },
  };
}

async function ask(client: Pick<KubeClient, 'post'>, wanted: WantedAccess, signal: AbortSignal): Promise<boolean> {
  const { verb, group, resource, namespace } = wanted;
  const [name = '', subresource] = resource.split('/');
  const spec = resource.startsWith('/')
    ? { nonResourceAttributes: { verb, path: resource } }
    : {
        resourceAttributes: {
          ...{ verb, resource: name },
          ...(subresource !== undefined && { subresource }),
          ...(group !== '' && { group }),
          ...(namespace !== '' && { namespace }),
        },
      };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
  try {
    return (await client.post(path, body, review, { signal, timeoutMs })).status.allowed;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'api.forbidden' || error.code === 'api.notFound')) return true;
    throw error;
  }
}

export function missingAccess(client: Pick<KubeClient, 'server' | 'user'>, wanted: WantedAccess): AppError {
  const { server, user } = client;
  const { verb, resource, namespace } = wanted;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new AppError('api.forbidden', `The user "${user}" may not ${verb} ${resource} ${where} of ${server}.`, {
    details: { server, user, verb, resource, namespace },
  });
}
