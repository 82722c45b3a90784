/** Looks a cluster over for candidates: its services and custom resources, as far as they may be read, and writes down what was found. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { CallOptions } from '../kube-client.ts';
import { type Candidate, scoreCandidates } from './candidates.ts';
import type { Answered } from './diagnosis-recorder.ts';
import { findLikelyServices, likelyNamespaces, listServices, wellKnownIn } from './find-services.ts';
import { isUnreadable, listPrometheuses, type OperatedPrometheus } from './prometheus-resources.ts';
import type { ServiceObject } from './service-object.ts';
import type { WayServices } from './way.ts';

export interface Survey {
  /** The likeliest first. */
  readonly candidates: readonly Candidate[];
  readonly services: readonly ServiceObject[];
  readonly operated: readonly OperatedPrometheus[];
  /** Why not every service of the cluster could be seen. */
  readonly denied: AppError | undefined;
}

export interface SurveyOptions {
  readonly signal: AbortSignal;
  /** The context's own. */
  readonly namespace: string | undefined;
  /** Called once, when the API server has first answered, be it with a refusal of the list. */
  readonly onAnswer: () => void;
}

/** The custom resources only say it better: a server that is slow with them holds nothing up for longer. */
const resourcesTimeoutMs = 1500;

type Asking = Pick<WayServices, 'client' | 'recorder'>;

/** @throws AppError api.*; CancelledError */
export async function surveyCluster(asking: Asking, options: SurveyOptions): Promise<Survey> {
  const resources = operatedIn(asking, [undefined], options);
  const [listed, everywhere] = await Promise.all([allServices(asking, options), settled(resources)]);
  const found = listed instanceof AppError ? await byNamespace(asking, options) : { services: listed, operated: [] };
  const operated = [...everywhere, ...found.operated];
  const denied = listed instanceof AppError ? listed : undefined;
  return { candidates: scoreCandidates(found.services, operated), services: found.services, operated, denied };
}

/** A failure of the custom resources, once it is known that there is an API server, is no reason to give up. */
async function settled(resources: Promise<readonly OperatedPrometheus[]>): Promise<readonly OperatedPrometheus[]> {
  try {
    return await resources;
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** @returns the refusal where the user may not list them all. */
async function allServices(
  { client, recorder }: Asking,
  { signal, onAnswer }: SurveyOptions,
): Promise<readonly ServiceObject[] | AppError> {
  try {
    const asked = { kind: 'listServices', facts: { namespace: '' } } as const;
    return await recorder.step(asked, () => listServices(client, { signal, onAnswer }), listed);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'api.forbidden') throw error;
    onAnswer();
    return error;
  }
}

async function byNamespace(
  asking: Asking,
  { signal, namespace, onAnswer }: SurveyOptions,
): Promise<Pick<Survey, 'services' | 'operated'>> {
  const { client, recorder } = asking;
  const namespaces = likelyNamespaces(namespace);
  const asked = { kind: 'listServices', facts: { namespace: namespaces.join(', ') } } as const;
  const [services, operated] = await Promise.all([
    recorder.step(asked, () => findLikelyServices(client, namespaces, { signal }, wellKnownIn(namespaces)), listed),
    settled(operatedIn(asking, namespaces, { signal, namespace, onAnswer })),
  ]);
  return { services, operated };
}

/** @param namespaces undefined for all of them. What may not be read is left out. */
function operatedIn(
  { client, recorder }: Asking,
  namespaces: readonly (string | undefined)[],
  { signal }: SurveyOptions,
): Promise<readonly OperatedPrometheus[]> {
  const options: CallOptions = { signal, timeoutMs: resourcesTimeoutMs };
  const asked = { kind: 'listPrometheuses', facts: { namespace: namespaces.join(', ') } } as const;
  const read = async () => {
    if (namespaces.length === 1) return listPrometheuses(client, namespaces[0], options).catch(nothingIfNotThere);
    const lists = namespaces.map((one) => listPrometheuses(client, one, options).catch(nothingIfUnreadable));
    return (await Promise.all(lists)).flat();
  };
  return recorder
    .step(asked, read, (list): Answered => {
      if (list === undefined) return { outcome: 'nothing', kind: 'notThere', status: 404 };
      return { kind: 'listed', facts: { count: list.length }, status: 200 };
    })
    .then((list) => list ?? []);
}

/** A cluster without the operator does not have the resource at all. */
function nothingIfNotThere(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'api.notFound') return undefined;
  throw error;
}

function nothingIfUnreadable(error: unknown): readonly OperatedPrometheus[] {
  if (isUnreadable(error)) return [];
  throw error;
}

function listed(services: readonly ServiceObject[]): Answered {
  const facts = { count: services.length, candidates: scoreCandidates(services).length };
  return { kind: 'listed', facts, status: 200 };
}
