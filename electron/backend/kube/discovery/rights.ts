/** What the user may do, asked of the API server (SelfSubjectAccessReview) and never guessed; each right is asked once. */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { Right } from '../../../../shared/model/diagnosis.ts';
import type { KubeClient } from '../kube-client.ts';
import type { Answered, DiagnosisRecorder } from './diagnosis-recorder.ts';

export type WantedRight = Pick<Right, 'verb' | 'group' | 'resource' | 'namespace'>;

export interface Rights {
  /** Never fails where the API server does: `allowed` is undefined then. @throws CancelledError */
  ask(wanted: WantedRight, candidate?: string): Promise<Right>;
  /** @returns the first that is denied. @throws CancelledError */
  firstMissing(wanted: readonly WantedRight[], candidate?: string): Promise<Right | undefined>;
}

/** WebSockets need `get`; from Kubernetes 1.35 on `create` too may be demanded of them. */
export function portForwardRights(namespace: string): readonly WantedRight[] {
  return ['get', 'create'].map((verb) => ({ verb, group: '', resource: 'pods/portforward', namespace }));
}

/** Queries go by POST where `create` is allowed, else by GET. */
export function proxyRights(namespace: string): readonly WantedRight[] {
  return ['get', 'create'].map((verb) => ({ verb, group: '', resource: 'services/proxy', namespace }));
}

/** What finding and scraping stand on, of the cluster as a whole. */
export const clusterRights: readonly WantedRight[] = [
  { verb: 'list', group: '', resource: 'services', namespace: '' },
  { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespace: '' },
  { verb: 'list', group: '', resource: 'pods', namespace: '' },
  { verb: 'list', group: '', resource: 'nodes', namespace: '' },
  { verb: 'get', group: '', resource: 'nodes/proxy', namespace: '' },
  { verb: 'list', group: 'monitoring.coreos.com', resource: 'prometheuses', namespace: '' },
];

export function namespaceRights(namespace: string): readonly WantedRight[] {
  return [
    ...portForwardRights(namespace),
    ...proxyRights(namespace),
    { verb: 'get', group: '', resource: 'pods/proxy', namespace },
  ];
}

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const timeoutMs = 5000;

const review = z.object({
  status: z.object({ allowed: z.boolean(), reason: z.string().optional(), evaluationError: z.string().optional() }),
});

export function createRights(
  client: Pick<KubeClient, 'post'>,
  recorder: DiagnosisRecorder,
  signal: AbortSignal,
): Rights {
  const asked = new Map<string, Promise<Right>>();

  async function answerOf(wanted: WantedRight, candidate: string | undefined): Promise<Right> {
    const { verb, resource, namespace } = wanted;
    const step = { kind: 'mayI', facts: { verb, resource, namespace }, candidate } as const;
    const right = await recorder
      .step(step, () => postReview(client, wanted, signal), answered)
      .catch((error: unknown) => {
        // Reviews may be forbidden too: then nobody knows, and what was refused speaks for itself.
        if (error instanceof AppError) return { ...wanted, allowed: undefined, reason: error.message };
        throw error;
      });
    recorder.right(right);
    return right;
  }

  function ask(wanted: WantedRight, candidate?: string): Promise<Right> {
    const key = [wanted.verb, wanted.group, wanted.resource, wanted.namespace].join(' ');
    const known = asked.get(key) ?? answerOf(wanted, candidate);
    asked.set(key, known);
    return known;
  }

  return {
    ask,
    async firstMissing(wanted, candidate) {
      const rights = await Promise.all(wanted.map((one) => ask(one, candidate)));
      return rights.find(({ allowed }) => allowed === false);
    },
  };
}

function answered({ allowed, reason }: Right): Answered {
  const facts = reason === '' ? {} : { serverMessage: reason };
  return allowed === true ? { kind: 'allowed', facts } : { outcome: 'failed', kind: 'denied', facts };
}

async function postReview(
  client: Pick<KubeClient, 'post'>,
  { verb, group, resource, namespace }: WantedRight,
  signal: AbortSignal,
): Promise<Right> {
  const [name = '', subresource] = resource.split('/');
  const resourceAttributes = {
    verb,
    resource: name,
    ...(subresource !== undefined && { subresource }),
    ...(group !== '' && { group }),
    ...(namespace !== '' && { namespace }),
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const { status } = await client.post(path, body, review, { signal, timeoutMs });
  const reason = status.reason || status.evaluationError || '';
  return { verb, group, resource, namespace, allowed: status.allowed, reason };
}
