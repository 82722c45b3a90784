/** Goes through the ways to the candidates, the likeliest way first, until a Prometheus answers; and says why none did. */
import { AppError, type ErrorCode } from '../../../../shared/base/errors.ts';
import type { Transport } from '../../../../shared/model/diagnosis.ts';
import { type Candidate, isLikely } from './candidates.ts';
import type { DiagnosisRecorder } from './diagnosis-recorder.ts';
import { firstInOrder } from './first-in-order.ts';
import type { WayOptions, WayServices } from './way.ts';
import { tryWay, type WayResult } from './ways.ts';

const maxProbes = 5;

/** The candidates that are asked; where none is likely, those for which only their port speaks. */
export function worthAsking(candidates: readonly Candidate[]): readonly Candidate[] {
  const likely = candidates.filter(isLikely);
  return (likely.length === 0 ? candidates : likely).slice(0, maxProbes);
}

/**
 * In a large cluster thousands of services have one of the ports. A diagnosis goes to the page whole at every change; how many there were
 * is in its step that lists the services.
 */
const maxListed = 200;

/** Tells the diagnosis who the likeliest candidates are, and which of them are asked: those are among the first. */
export function listCandidates(
  recorder: DiagnosisRecorder,
  candidates: readonly Candidate[],
  asked: readonly Candidate[],
): void {
  const likely = new Set(asked.map(({ id }) => id));
  const facts = candidates.slice(0, maxListed).map(({ id, service, foundBy, engine, score }) => ({
    id,
    namespace: service.namespace,
    service: service.name,
    port: service.port.port,
    portName: service.port.name,
    foundBy,
    engine,
    score,
  }));
  recorder.candidates(facts, ({ id }) => (likely.has(id) ? 'notNeeded' : 'tooMany'));
}

export type Opened = Extract<WayResult, { kind: 'opened' }>;
export type Failed = Extract<WayResult, { kind: 'failed' }>;

export interface SearchOptions extends WayOptions {
  readonly transports: readonly Transport[];
  /** Told before a way is gone. */
  readonly onTransport: (transport: Transport) => void;
}

/**
 * All candidates at once by the first way; where none answers, by the next.
 * @returns what was opened, or every failure. @throws CancelledError
 */
export async function search(
  services: WayServices,
  candidates: readonly Candidate[],
  { transports, onTransport, signal, matchers }: SearchOptions,
): Promise<Opened | readonly Failed[]> {
  const failures: Failed[] = [];
  for (const transport of transports) {
    onTransport(transport);
    const attempts = candidates.map((candidate) => async (limited: AbortSignal) => {
      const result = await tryWay(services, candidate, transport, { signal: limited, matchers });
      if (result.kind === 'opened') return result;
      failures.push(result);
      return undefined;
    });
    const opened = await firstInOrder(attempts, signal, ({ way }) => way.server.close());
    if (opened !== undefined) return opened;
    // Whoever is not let in, or does not get through to the API server, is so by its proxy too.
    if (failures.some(({ error }) => error !== undefined && isAboutServer(error))) break;
  }
  return failures;
}

const serverCodes: ReadonlySet<ErrorCode> = new Set(['api.unauthorized', 'api.unreachable', 'api.tls', 'api.proxy']);

function isAboutServer({ code }: AppError): boolean {
  return serverCodes.has(code) || code.startsWith('auth.');
}

/** A missing right, which the user can have changed. */
const rightCodes: ReadonlySet<ErrorCode> = new Set(['portForward.forbidden', 'api.forbidden']);

/**
 * What is about the API server comes first. Where a service was reached, what it answered; else the missing right, since that is what can be
 * changed; else why the likeliest candidate did not answer. What had only its port to speak for it was no candidate then.
 * @param candidates those that were asked, at least one.
 */
export function failureOf(server: string, candidates: readonly Candidate[], failures: readonly Failed[]): AppError {
  const inOrder = candidates.flatMap((candidate) => failures.filter((one) => one.candidate.id === candidate.id));
  const find = (matches: (error: AppError) => boolean) =>
    inOrder.find(({ error }) => error !== undefined && matches(error));
  const aboutServer = find(isAboutServer);
  if (aboutServer?.error !== undefined) return aboutServer.error;
  const reached = find(({ code }) => code.startsWith('probe.') && code !== 'probe.timeout' && code !== 'probe.failed');
  const right = find(({ code }) => rightCodes.has(code));
  if (reached === undefined && right?.error !== undefined) return right.error;
  if (!candidates.some(isLikely)) return none(server);
  const telling = reached ?? find(() => true);
  if (telling?.error === undefined) throw new Error('no candidate was tried');
  return noAnswer(telling.candidate, telling.error);
}

function noAnswer({ id }: Candidate, cause: AppError): AppError {
  const reason = cause.message;
  return new AppError(
    'discovery.noneAnswered',
    `${id} does not answer as a Prometheus: ${reason.replace(/\.$/, '')}.`,
    { details: { candidate: id, reason, code: cause.code }, retryable: true, cause },
  );
}

export function none(server: string): AppError {
  return new AppError('discovery.none', `Nothing in the cluster ${server} looks like a Prometheus.`, {
    details: { server },
  });
}
