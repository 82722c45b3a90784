/** What a diagnosis and the state of the connection come to, in one verdict with its facts. The sentences are in verdict-words.ts. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState, ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import type { Diagnosis, DiagnosisCandidate, Transport, WayOutcome } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { type FailureKind, failureKind, isAboutCandidates } from './failure-kind.ts';
import { failedWays } from './transports.ts';

export type Verdict =
  /** Never looked for. */
  | { readonly kind: 'never' }
  /** The context is an address: there is nothing around it to look in. */
  | { readonly kind: 'address' }
  | { readonly kind: 'running' }
  /** Cancelled before anything was found. */
  | { readonly kind: 'ended' }
  | {
      readonly kind: 'connected';
      readonly server: ServerInfo;
      readonly missing: AppErrorData | undefined;
      readonly because: Because;
      /** The ways of the candidate in use that were tried before and failed. */
      readonly failedBefore: readonly { readonly transport: Transport; readonly error: AppErrorData }[];
    }
  | { readonly kind: 'found'; readonly candidate: DiagnosisCandidate; readonly ms: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'mayNotLook'; readonly error: AppErrorData }
  /** There are candidates, and none is reached: by what kind of failure, told of the likeliest. */
  | {
      readonly kind: 'candidates';
      readonly failure: FailureKind;
      readonly error: AppErrorData;
      readonly count: number;
      /** What the API server refused of every candidate that was tried. */
      readonly refused: 'both' | 'portForward' | 'proxy' | 'none';
      /** No candidate has an address outside the cluster. */
      readonly noAddress: boolean;
    }
  /** The error's own sentences say it best. */
  | { readonly kind: 'error'; readonly error: AppErrorData };

/** Why this one is in use. */
type Because =
  | { readonly kind: 'choice'; readonly choice: SourceChoice }
  | { readonly kind: 'best'; readonly count: number }
  | { readonly kind: 'lessLikely' }
  /** The diagnosis does not tell. */
  | { readonly kind: 'unknown' };

export interface VerdictInput {
  readonly context: ContextSummary;
  readonly state: ConnectionState;
  readonly diagnosis: Diagnosis | undefined;
  readonly running: boolean;
  readonly choice: SourceChoice | undefined;
}

/** What keeps the context from being live, as far as it is known: the connection's own reason before the search's. */
export function reasonOf({ context, state, diagnosis }: VerdictInput): AppErrorData | undefined {
  if (context.problem !== undefined) return context.problem;
  if (state.kind === 'connected' || state.kind === 'degraded') return undefined;
  if (state.kind === 'backingOff' || state.kind === 'stopped') return state.why;
  return diagnosis?.failure;
}

export function verdictOf(input: VerdictInput): Verdict {
  const { context, state, diagnosis, running } = input;
  const why = reasonOf(input);
  if (context.problem !== undefined) return { kind: 'error', error: context.problem };
  if (running) return { kind: 'running' };
  if (state.kind === 'connected' || state.kind === 'degraded') return connected(state, input);
  if (context.address !== undefined) return why === undefined ? { kind: 'address' } : { kind: 'error', error: why };
  if (why !== undefined) return failed(why, diagnosis);
  if (diagnosis === undefined) return { kind: 'never' };
  return found(diagnosis) ?? { kind: 'ended' };
}

function connected(
  state: Extract<ConnectionState, { kind: 'connected' | 'degraded' }>,
  { diagnosis, choice }: VerdictInput,
): Verdict {
  const { server } = state;
  const candidate = diagnosis?.candidates.find((one) => isOf(server, one));
  const before = candidate === undefined ? [] : failedWays(candidate);
  const order: readonly ServerInfo['transport'][] = ['port-forward', 'proxy', 'address', 'scraped'];
  return {
    kind: 'connected',
    server,
    missing: state.kind === 'degraded' ? state.missing : undefined,
    because: becauseOf(candidate, diagnosis, choice),
    failedBefore: before
      .filter(({ transport }) => order.indexOf(transport) < order.indexOf(server.transport))
      .map(({ transport, way }) => ({ transport, error: way.error })),
  };
}

/** Whether the server is the candidate's. One that discovery reached by an address names its service as `NAMESPACE/SERVICE`. */
export function isOf(server: ServerInfo, candidate: DiagnosisCandidate): boolean {
  if (server.transport === 'scraped') return false;
  if (server.transport === 'address') {
    const { url } = wayUrl(candidate.ways.address);
    return server.service !== undefined && url !== undefined && sameOrigin(url, server.url);
  }
  const { namespace, service, port } = server;
  return candidate.namespace === namespace && candidate.service === service && candidate.port === port;
}

function wayUrl(way: WayOutcome): { readonly url?: string | undefined } {
  return way.kind === 'answered' || way.kind === 'failed' ? way : {};
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

function becauseOf(
  candidate: DiagnosisCandidate | undefined,
  diagnosis: Diagnosis | undefined,
  choice: SourceChoice | undefined,
): Because {
  const isChosen =
    choice !== undefined &&
    choice.kind !== 'scrape' &&
    (choice.kind === 'address'
      ? candidate === undefined
      : candidate?.namespace === choice.namespace &&
        candidate.service === choice.service &&
        candidate.port === choice.port);
  if (isChosen) return { kind: 'choice', choice };
  if (candidate === undefined || diagnosis === undefined) return { kind: 'unknown' };
  return diagnosis.candidates[0] === candidate
    ? { kind: 'best', count: diagnosis.candidates.length }
    : { kind: 'lessLikely' };
}

function found(diagnosis: Diagnosis): Verdict | undefined {
  const candidate = diagnosis.candidates.find(({ id }) => id === diagnosis.used?.candidate);
  const way = diagnosis.used === undefined ? undefined : candidate?.ways[diagnosis.used.transport];
  if (candidate === undefined || way?.kind !== 'answered') return undefined;
  return { kind: 'found', candidate, ms: way.ms };
}

function failed(why: AppErrorData, diagnosis: Diagnosis | undefined): Verdict {
  if (why.code === 'discovery.none') return { kind: 'none' };
  if (why.code === 'discovery.chosenGone') return { kind: 'error', error: why };
  if (why.code === 'api.forbidden' && (diagnosis?.candidates.length ?? 0) === 0)
    return { kind: 'mayNotLook', error: why };
  if (!isAboutCandidates(why) && why.code !== 'api.forbidden') return { kind: 'error', error: why };
  return ofCandidates(diagnosis?.candidates ?? [], why);
}

/** Told of the likeliest candidate: what is in its way is in the way of what one is looking for. */
function ofCandidates(candidates: readonly DiagnosisCandidate[], why: AppErrorData): Verdict {
  const best = candidates.find((candidate) => failedWays(candidate).length > 0);
  const first = best === undefined ? undefined : failedWays(best)[0];
  // Something answers by now, or nothing was tried: the reason stands alone.
  if (
    first === undefined ||
    candidates.some(({ ways }) => Object.values(ways).some(({ kind }) => kind === 'answered'))
  ) {
    return { kind: 'error', error: why };
  }
  const tried = candidates.filter((candidate) => failedWays(candidate).length > 0);
  return {
    kind: 'candidates',
    failure: failureKind(first.way),
    error: first.way.error,
    count: candidates.length,
    refused: refusedOf(tried),
    noAddress: candidates.every(({ ways }) => ways.address.kind === 'none'),
  };
}

function refusedOf(tried: readonly DiagnosisCandidate[]): 'both' | 'portForward' | 'proxy' | 'none' {
  const refusedAll = (transport: Transport) =>
    tried.every(({ ways }) => {
      const way = ways[transport];
      return way.kind === 'failed' && failureKind(way) === 'denied';
    });
  const portForward = refusedAll('port-forward');
  const proxy = refusedAll('proxy');
  if (portForward && proxy) return 'both';
  if (portForward) return 'portForward';
  return proxy ? 'proxy' : 'none';
}
