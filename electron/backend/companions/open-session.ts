/** Opens an Alertmanager or a Pushgateway of a context: where a person typed its address that one, else the likeliest of the cluster that answers. */
import { AppError } from '../../../shared/base/errors.ts';
import type { Address, Beside } from '../../../shared/model/address.ts';
import {
  type CompanionKind,
  type CompanionPath,
  type CompanionUse,
  companionNames,
} from '../../../shared/model/companion.ts';
import type { ContextId, ServerInfo } from '../../../shared/model/context.ts';
import type { Addresses } from '../addresses/addresses.ts';
import type { ClusterReach } from '../connections/open-prometheus.ts';
import type { CompanionSearch, FoundCompanions } from '../kube/companions/find-companions.ts';
import type { CompanionTransport, OpenCompanion, OpenCompanionOptions } from '../kube/companions/open-companion.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { MarkOf } from './marks.ts';

export interface CompanionQuestion {
  readonly context: ContextId;
  readonly kind: CompanionKind;
  /** An id; undefined: the one that was typed, else the likeliest that answers. */
  readonly chosen: string | undefined;
}

export interface UsedCompanion {
  readonly open: OpenCompanion;
  readonly use: CompanionUse;
}

export interface OpeningDeps {
  /** Somebody wants the context connected, whether or not it is. */
  readonly isWanted: (context: ContextId) => boolean;
  readonly reach: (context: ContextId) => ClusterReach | undefined;
  /** Of the Prometheus that the context is connected to; undefined where it is not connected. */
  readonly server: (context: ContextId) => ServerInfo | undefined;
  /** Where that Prometheus says that it sends its alerts; nothing where it does not say it. @throws CancelledError */
  readonly told: (context: ContextId, signal: AbortSignal) => Promise<readonly string[]>;
  readonly find: (client: KubeClient, search: CompanionSearch) => Promise<FoundCompanions>;
  readonly open: (
    client: KubeClient,
    candidates: FoundCompanions['candidates'],
    options: OpenCompanionOptions,
  ) => Promise<OpenCompanion>;
  readonly addresses: Pick<Addresses, 'beside' | 'openBeside'>;
  /** By which proxy and with which authorities an address is reached: another text where that is another. */
  readonly routeTo: (address: Address) => string;
  readonly markOf: MarkOf;
  /** Where a person typed under which path one of the cluster answers. */
  readonly pathOf: (place: Beside) => CompanionPath | undefined;
}

export interface Session extends UsedCompanion {
  readonly about: SessionAbout;
  users: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** What it was opened with. */
interface SessionAbout {
  readonly question: CompanionQuestion;
  /** Undefined of what was typed. */
  readonly reach: ClusterReach | undefined;
  readonly typed: Typed | undefined;
  /** Another text where it is to be opened anew. */
  readonly standsOn: string;
}

/** What a person typed as the address, and all that it stands on. */
interface Typed {
  readonly address: Address;
  readonly standsOn: string;
}

const typedId = /^https?:\/\//;

/** What was typed is asked, unless one of the cluster was chosen by its id. */
function typedFor(
  { addresses, routeTo }: Pick<OpeningDeps, 'addresses' | 'routeTo'>,
  { context, kind, chosen }: CompanionQuestion,
): Typed | undefined {
  if (chosen !== undefined && !typedId.test(chosen)) return undefined;
  const address = addresses.beside({ context, kind });
  return address === undefined ? undefined : { address, standsOn: JSON.stringify([address, routeTo(address)]) };
}

/** What of the settings a session for the question would stand on now. */
export function standsOn(deps: OpeningDeps, question: CompanionQuestion): string {
  return typedFor(deps, question)?.standsOn ?? JSON.stringify(deps.pathOf(question) ?? null);
}

export async function openSession(
  deps: OpeningDeps,
  question: CompanionQuestion,
  signal: AbortSignal,
): Promise<Session> {
  const { context, kind, chosen } = question;
  if (!deps.isWanted(context)) throw notConnected(context);
  const typed = typedFor(deps, question);
  // It needs nothing of the connection: who has lost the Prometheus looks for its alerts here.
  if (typed !== undefined) return openTyped(deps, question, typed, signal);
  const server = deps.server(context);
  if (server === undefined) throw notConnected(context);
  if (chosen !== undefined && typedId.test(chosen)) throw addressChanged(companionNames[kind], chosen);
  return openFound(deps, question, server, deps.pathOf(question), signal);
}

async function openTyped(
  { addresses, markOf }: OpeningDeps,
  question: CompanionQuestion,
  typed: Typed,
  signal: AbortSignal,
): Promise<Session> {
  const open = await addresses.openBeside(typed.address.id, signal);
  const { id, transport, pathPrefix } = open;
  // Another path of the same server may be another Alertmanager.
  if (question.chosen !== undefined && question.chosen !== id) {
    await open.close();
    throw addressChanged(companionNames[question.kind], question.chosen);
  }
  return {
    ...{ open, about: { question, reach: undefined, typed, standsOn: typed.standsOn }, users: 0, idleTimer: undefined },
    use: { id, transport, pathPrefix, pod: '', found: [], mark: markOf(typed.address) },
  };
}

/** Asks the one that a path was typed for, under that path alone, and lets go of it. @throws AppError connection.notConnected, companion.*; CancelledError */
export async function tryPath(deps: OpeningDeps, path: CompanionPath, signal: AbortSignal): Promise<void> {
  const { context, kind, target } = path;
  const server = deps.server(context);
  if (server === undefined) throw notConnected(context);
  const { open } = await openFound(deps, { context, kind, chosen: target }, server, path, signal);
  await open.close();
}

/** @param path that was typed for one of them */
async function openFound(
  deps: OpeningDeps,
  question: CompanionQuestion,
  server: ServerInfo,
  path: CompanionPath | undefined,
  signal: AbortSignal,
): Promise<Session> {
  const { context, kind, chosen } = question;
  const on = standsOn(deps, question);
  const what = companionNames[kind];
  const reach = deps.reach(context);
  if (reach === undefined) throw noCluster(what);
  const { client, namespace } = reach;
  const told = kind === 'alertmanager' ? await deps.told(context, signal) : [];
  const near = 'namespace' in server ? server.namespace : undefined;
  const { candidates, denied, elsewhere } = await deps.find(client, { kind, signal, namespace, near, told });
  if (candidates.length === 0)
    throw denied ?? (elsewhere[0] === undefined ? none(what, client) : outside(what, elsewhere[0]));
  const wanted = chosen === undefined ? candidates : candidates.filter(({ id }) => id === chosen);
  if (chosen !== undefined && wanted.length === 0) throw chosenGone(what, chosen);
  const open = await deps.open(client, withPath(wanted, path), {
    kind,
    signal,
    transports: transportsOf(server, reach),
  });
  const { id, transport, pathPrefix } = open;
  const found = candidates.map(({ id: foundId, foundBy }) => ({ id: foundId, foundBy }));
  const use = { id, transport, pathPrefix, found: found.slice(0, mostFound) };
  return {
    ...{ open, about: { question, reach, typed: undefined, standsOn: on }, users: 0, idleTimer: undefined },
    // The pod may be another one by now.
    get use() {
      return { ...use, pod: open.pod() };
    },
  };
}

/** Of which a person says where it answers, that one comes first. */
function withPath(
  candidates: FoundCompanions['candidates'],
  path: CompanionPath | undefined,
): FoundCompanions['candidates'] {
  const typed = candidates.find(({ id }) => id === path?.target);
  if (path === undefined || typed === undefined) return candidates;
  return [{ ...typed, typedPrefix: path.pathPrefix }, ...candidates.filter((one) => one !== typed)];
}

/** To choose from. */
const mostFound = 50;

/** As the Prometheus is reached: what was chosen for it holds here too, and the way that led to it is tried first. */
function transportsOf(server: ServerInfo, { choice }: ClusterReach): readonly CompanionTransport[] {
  const fixed = choice?.kind === 'service' ? choice.transport : 'auto';
  if (fixed === 'port-forward' || fixed === 'proxy') return [fixed];
  return server.transport === 'proxy' ? ['proxy', 'port-forward'] : ['port-forward', 'proxy'];
}

function notConnected(context: ContextId): AppError {
  return new AppError('connection.notConnected', 'The context is not connected.', { details: { context } });
}

function noCluster(what: string): AppError {
  return new AppError('companion.noCluster', `The context has no cluster in which ${what} could be looked for.`, {
    details: { what },
  });
}

function none(what: string, { server }: KubeClient): AppError {
  return new AppError('companion.none', `No ${what} was found in the cluster ${server}.`, {
    details: { what, server },
  });
}

function outside(what: string, url: string): AppError {
  const text = `The Prometheus sends its alerts to ${url}, which is nothing in the cluster.`;
  return new AppError('companion.elsewhere', text, { details: { what, url } });
}

function chosenGone(what: string, candidate: string): AppError {
  return new AppError('companion.chosenGone', `${candidate} is not in the cluster any more.`, {
    details: { what, candidate },
  });
}

function addressChanged(what: string, candidate: string): AppError {
  const text = `${candidate} is not the address any more that is typed for ${what}.`;
  return new AppError('companion.addressChanged', text, { details: { what, candidate } });
}
