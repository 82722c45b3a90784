/** Asks the Alertmanager of a context's cluster (API v2): one reading of all that it has; silences are made, changed and ended where a person said so. */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { AlertmanagerItem, SilenceMatcher, SilenceText } from '../../../shared/model/alertmanager.ts';
import { type CompanionUse, companionNames } from '../../../shared/model/companion.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Companions } from '../companions/companions.ts';
import type { CompanionAnswer } from '../kube/companions/companion-call.ts';
import type { OpenCompanion } from '../kube/companions/open-companion.ts';
import type { Clock } from '../ports.ts';
import type { AlertmanagerJob, AlertmanagerRead } from './read-alertmanager.ts';

interface Asked {
  readonly context: ContextId;
  readonly chosen?: string | undefined;
}

interface Changing extends Asked {
  /** Of where it was read what is changed. */
  readonly mark?: string | undefined;
}

export interface Alertmanagers {
  /** As the contract has it. @throws AppError connection.notConnected; CancelledError */
  read(asked: Asked, signal: AbortSignal): AsyncIterable<AlertmanagerItem>;
  /** @throws AppError silence.*, companion.*, and the way's own; CancelledError */
  saveSilence(
    asked: Changing & { readonly id?: string | undefined; readonly silence: SilenceText },
    signal: AbortSignal,
  ): Promise<{ readonly id: string }>;
  /** @throws the same */
  expireSilence(asked: Changing & { readonly id: string }, signal: AbortSignal): Promise<void>;
}

export interface AlertmanagersDeps {
  readonly companions: Pick<Companions, 'use' | 'parse'>;
  readonly clock: Clock;
}

const bytesPerMiB = 2 ** 20;
const readTimeoutMs = 30_000;
/** It answers when it has written it down and begun to tell the others. */
const changeTimeoutMs = 15_000;

export function createAlertmanagers({ companions, clock }: AlertmanagersDeps): Alertmanagers {
  const questionOf = ({ context, chosen }: Asked) => ({ context, kind: 'alertmanager', chosen }) as const;

  async function* readAll(asked: Asked, signal: AbortSignal): AsyncGenerator<AlertmanagerItem, void, undefined> {
    const { job, use } = await companions.use(questionOf(asked), signal, async (used) => ({
      job: await fetchAll(used.open, signal),
      use: used.use,
    }));
    const readAtMs = clock.now();
    const bodies = [job.status, job.receivers, job.alerts, job.silences];
    const [head, ...items] = await companions.parse<AlertmanagerJob, AlertmanagerRead>(job, bodies, signal);
    if (head?.kind !== 'head') throw new Error('the reader gave no head');
    yield beginOf(head, use, readAtMs);
    for (const item of items) if (item.kind !== 'head') yield item;
  }

  return {
    async *read(asked, signal) {
      try {
        yield* readAll(asked, signal);
      } catch (error) {
        if (isCancellation(error) || !(error instanceof AppError) || error.code === 'connection.notConnected')
          throw error;
        yield { kind: 'failed', error: error.toData() };
      }
    },
    async saveSilence({ id, silence, ...asked }, signal) {
      const body = JSON.stringify(silenceBody(id, silence));
      return companions.use(questionOf(asked), signal, async ({ open, use }) => {
        checkMark(asked, use);
        const call = { method: 'POST', path: '/api/v2/silences', body } as const;
        const answer = await open.call({ ...call, signal, timeoutMs: changeTimeoutMs, mostBytes: bytesPerMiB });
        const made = answer.status === 200 ? silenceIdOf(answer) : undefined;
        if (made === undefined) throw refusalOf(open, answer, id);
        return { id: made };
      });
    },
    async expireSilence({ id, ...asked }, signal) {
      await companions.use(questionOf(asked), signal, async ({ open, use }) => {
        checkMark(asked, use);
        const call = { method: 'DELETE', path: `/api/v2/silence/${encodeURIComponent(id)}` } as const;
        const answer = await open.call({ ...call, signal, timeoutMs: changeTimeoutMs, mostBytes: bytesPerMiB });
        // Somebody else was quicker.
        if (answer.status !== 200 && !/already expired/i.test(wordsOf(open.failure(answer))))
          throw refusalOf(open, answer, id);
      });
    },
  };
}

/** The same address may lead to another tenant's Alertmanager by now. @throws AppError companion.typedChanged */
function checkMark({ mark }: Changing, { id, mark: now }: CompanionUse): void {
  if (mark === undefined || mark === now) return;
  const text = `What is sent along to ${id} has changed since it was read: nothing was sent.`;
  throw new AppError('companion.typedChanged', text, { details: { what: companionNames.alertmanager, candidate: id } });
}

function beginOf(
  { status, receivers }: Extract<AlertmanagerRead, { kind: 'head' }>,
  use: CompanionUse,
  readAtMs: number,
): AlertmanagerItem {
  return { kind: 'begin', readAtMs, use, status, receivers };
}

async function fetchAll(open: OpenCompanion, signal: AbortSignal) {
  const get = async (path: string, mostMiB: number): Promise<CompanionAnswer> =>
    open.call({ method: 'GET', path, signal, timeoutMs: readTimeoutMs, mostBytes: mostMiB * bytesPerMiB });
  const good = (answer: CompanionAnswer) => {
    if (answer.status !== 200) throw open.failure(answer);
    return answer.body;
  };
  const alerts = async () => {
    const groups = await get('/api/v2/alerts/groups', 64);
    // Not all that speaks its API tells the groups.
    return good(groups.status === 404 || groups.status === 501 ? await get('/api/v2/alerts', 64) : groups);
  };
  const [status, receivers, all, silences] = await Promise.all([
    get('/api/v2/status', 4).then(good),
    get('/api/v2/receivers', 4).then(good),
    alerts(),
    get('/api/v2/silences', 32).then(good),
  ]);
  return { kind: 'alertmanager', target: open.id, status, receivers, alerts: all, silences } as const;
}

function silenceBody(id: string | undefined, { matchers, startsAtMs, endsAtMs, createdBy, comment }: SilenceText) {
  return {
    ...(id !== undefined && { id }),
    matchers: matchers.map(matcherBody),
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    createdBy,
    comment,
  };
}

function matcherBody({ name, op, value }: SilenceMatcher) {
  return { name, value, isRegex: op === '=~' || op === '!~', isEqual: op === '=' || op === '=~' };
}

function silenceIdOf(answer: CompanionAnswer): string | undefined {
  try {
    const { silenceID } = JSON.parse(textOf(answer)) as { readonly silenceID?: unknown };
    return typeof silenceID === 'string' && silenceID !== '' ? silenceID.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}

function textOf({ body }: CompanionAnswer): string {
  return new TextDecoder().decode(body);
}

/** @param id of the silence that was to be changed */
function refusalOf(open: OpenCompanion, answer: CompanionAnswer, id: string | undefined): AppError {
  const { status } = answer;
  const failure = open.failure(answer);
  if (failure.code === 'companion.loginRefused') return failure;
  const serverMessage = wordsOf(failure);
  const isGone = status === 404 || /not found/i.test(serverMessage);
  if (id !== undefined && isGone) {
    const details = { id, ...(serverMessage !== '' && { serverMessage }) };
    return new AppError('silence.gone', `${open.id} has no silence ${id}.`, { details });
  }
  if (status < 400 || status >= 500) return failure;
  const text = `${open.id} did not take the silence: ${serverMessage}`;
  return new AppError('silence.refused', text, { details: { target: open.id, serverMessage } });
}

function wordsOf({ details }: AppError): string {
  return String(details.serverMessage ?? '');
}
