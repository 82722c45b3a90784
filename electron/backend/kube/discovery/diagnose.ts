/** The diagnosis that the user asks for: every way of every likely candidate, and the rights; closes whatever it opens. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../kube-client.ts';
import type { Candidate } from './candidates.ts';
import { chosenCandidate } from './candidates.ts';
import { chosenGone, chosenTransports, findChosen, type ServiceChoice } from './chosen.ts';
import type { DiscoveryOptions } from './discover-prometheus.ts';
import { learnServer, learnSignIn } from './learn.ts';
import { clusterRights, namespaceRights } from './rights.ts';
import { type Failed, failureOf, listCandidates, none, type Opened, worthAsking } from './search.ts';
import { type Survey, surveyCluster } from './survey.ts';
import { type WayServices, wayServices } from './way.ts';
import { transports, tryWay, type WayResult } from './ways.ts';

/** The recorder's scope is `full`. */
export type DiagnoseOptions = Omit<DiscoveryOptions, 'onStep'>;

/** What is found, and what is wrong, is the recorder's. @throws CancelledError */
export async function diagnose(client: KubeClient, options: DiagnoseOptions): Promise<void> {
  const { recorder, signal } = options;
  try {
    recorder.finish(await tryEverything(client, options));
  } catch (error) {
    recorder.finish(signal.aborted ? undefined : error);
    if (signal.aborted) throw new CancelledError();
    if (!(error instanceof AppError)) throw error;
  }
}

/** @returns why nothing answers; undefined where something does. @throws AppError api.*, auth.*; CancelledError */
async function tryEverything(client: KubeClient, options: DiagnoseOptions): Promise<AppError | undefined> {
  const { signal, recorder, cluster, namespace } = options;
  const services = wayServices(client, options);
  const choice = options.choice?.kind === 'service' ? options.choice : undefined;
  const learned = Promise.all([
    cluster === undefined ? undefined : learnSignIn(client, recorder, signal),
    learnServer(client, recorder, cluster, signal),
    ...clusterRights.map((right) => services.rights.ask(right)),
  ]);
  // Its failures are waited for below, after that of the survey, which says more.
  learned.catch(() => undefined);
  const [survey, chosen] = await Promise.all([
    surveyCluster(services, { signal, namespace, onAnswer: () => undefined }),
    choice && findChosen(services, choice, signal).catch(nothingIfFailed),
  ]);
  const failure = await tryCandidates(services, survey, { choice, chosen, signal });
  await learned;
  return failure;
}

interface Chosen {
  readonly choice: ServiceChoice | undefined;
  readonly chosen: Candidate | undefined;
  readonly signal: AbortSignal;
}

async function tryCandidates(
  services: WayServices,
  survey: Survey,
  { choice, chosen, signal }: Chosen,
): Promise<AppError | undefined> {
  const first = choice && chosen && { ...chosen, ...foundByOthers(survey, choice, chosen) };
  const others = survey.candidates.filter(({ id }) => id !== first?.id);
  const candidates = first === undefined ? others : [first, ...others];
  const asked = first === undefined ? worthAsking(others) : [first, ...worthAsking(others).slice(0, 4)];
  listCandidates(services.recorder, candidates, asked);
  const namespaces = new Set(asked.map(({ service }) => service.namespace));
  const [results] = await Promise.all([
    Promise.all(asked.flatMap((candidate) => tryWays(services, candidate, { choice, chosen, signal }))),
    ...[...namespaces].flatMap((one) => namespaceRights(one).map((right) => services.rights.ask(right))),
  ]);
  const used = bestOf(results, first, choice);
  if (used !== undefined) services.recorder.used(used.candidate.id, used.transport);
  if (used !== undefined) return undefined;
  const failures = results.filter((one): one is Failed => one.kind === 'failed');
  const failure =
    asked.length === 0
      ? (survey.denied ?? none(services.client.server))
      : failureOf(services.client.server, asked, failures);
  return choice !== undefined && chosen === undefined ? chosenGone(choice, failure) : failure;
}

/** The prefix that the custom resource gives, where the choice has none. */
function foundByOthers({ operated, services }: Survey, choice: ServiceChoice, chosen: Candidate): Partial<Candidate> {
  const object = services.find(
    ({ metadata }) => metadata.namespace === choice.namespace && metadata.name === choice.service,
  );
  const known = object && chosenCandidate(object, choice.port, operated);
  if (known === undefined) return {};
  return choice.pathPrefix === undefined ? known : { ...known, prefixes: chosen.prefixes };
}

function tryWays(
  services: WayServices,
  candidate: Candidate,
  { choice, chosen, signal }: Chosen,
): readonly Promise<WayResult>[] {
  const matchers = candidate.id === chosen?.id ? (choice?.matchers ?? '') : '';
  return transports.map(async (transport) => {
    const result = await tryWay(services, candidate, transport, { signal, matchers });
    if (result.kind === 'opened') await result.way.server.close();
    return result;
  });
}

/** What connecting would take: of the chosen one the ways that the choice allows; else the likeliest way of all, and then candidate. */
function bestOf(
  results: readonly WayResult[],
  first: Candidate | undefined,
  choice: ServiceChoice | undefined,
): Opened | undefined {
  const opened = results.filter((one): one is Opened => one.kind === 'opened');
  const allowed =
    first === undefined || choice === undefined
      ? opened
      : opened.filter(
          ({ candidate, transport }) => candidate.id === first.id && chosenTransports(choice).includes(transport),
        );
  // Stable: of one way, the likeliest candidate stays first.
  return allowed.toSorted((a, b) => transports.indexOf(a.transport) - transports.indexOf(b.transport))[0];
}

function nothingIfFailed(error: unknown): undefined {
  if (error instanceof AppError) return undefined;
  throw error;
}
