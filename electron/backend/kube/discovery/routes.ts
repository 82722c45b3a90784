/** Which addresses outside the cluster lead to a candidate: what is needed for that is read once, and written down. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import { addressesOf, needsNodes, type OutsideAddress } from './addresses-of.ts';
import { mayBeAsked } from './asked-places.ts';
import type { Candidate } from './candidates.ts';
import type { Asked, DiagnosisRecorder } from './diagnosis-recorder.ts';
import { type Ingress, listIngresses, listNodeAddresses } from './surroundings.ts';

export interface Routes {
  /** The likeliest first. Lists that are refused, missing or late count as empty. @throws CancelledError */
  to(candidate: Candidate): Promise<readonly OutsideAddress[]>;
}

const timeoutMs = 4000;

export function createRoutes(client: KubeClient, recorder: DiagnosisRecorder, signal: AbortSignal): Routes {
  const options: CallOptions = { signal, timeoutMs };
  const ingresses = new Map<string, Promise<readonly Ingress[]>>();
  let nodes: Promise<readonly string[]> | undefined;

  async function list<T>(asked: Asked, work: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await recorder.step(asked, work, ({ length: count }) => ({
        kind: 'listed',
        facts: { count },
        status: 200,
      }));
    } catch (error) {
      // Written down; what is left may still lead there.
      if (error instanceof AppError) return [];
      throw error;
    }
  }

  function ingressesOf(namespace: string): Promise<readonly Ingress[]> {
    const known =
      ingresses.get(namespace) ??
      list({ kind: 'listIngresses', facts: { namespace } }, () => listIngresses(client, namespace, options));
    ingresses.set(namespace, known);
    return known;
  }

  function nodeAddresses(): Promise<readonly string[]> {
    nodes ??= list({ kind: 'listNodes' }, () => listNodeAddresses(client, options));
    return nodes;
  }

  async function find(candidate: Candidate): Promise<readonly OutsideAddress[]> {
    const [ingressList, nodeList] = await Promise.all([
      ingressesOf(candidate.service.namespace),
      needsNodes(candidate) ? nodeAddresses() : [],
    ]);
    const found = addressesOf(candidate, { ingresses: ingressList, nodeAddresses: nodeList });
    const allowed = await Promise.all(found.map(({ origin }) => mayBeAsked(origin, client.server, signal)));
    return found.filter((_one, index) => allowed[index]);
  }

  return {
    to(candidate) {
      const { name, namespace } = candidate.service;
      const asked = { kind: 'addressOf', facts: { service: name, namespace }, candidate: candidate.id } as const;
      return recorder.step(
        asked,
        () => find(candidate),
        ([first, ...more]) =>
          first === undefined
            ? { outcome: 'nothing', kind: 'none' }
            : { kind: 'addresses', facts: { count: more.length + 1, first: first.origin.origin } },
      );
    },
  };
}
