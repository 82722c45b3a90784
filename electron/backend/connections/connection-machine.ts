/**
 * The state machine of one connection, pure: what happened goes in, the next state and what to do about it come out. It never shows what
 * it does not know: `connected` only after an answer of the Prometheus itself. What a failure means is failure-kinds.ts's.
 */
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState, ConnectionStep, ServerInfo } from '../../../shared/model/context.ts';
import { backoffMs } from '../base/backoff.ts';
import { isAnswer, isLoginFailure, isRefusal, mendsItself, refusedOften, retryAfterMs } from './failure-kinds.ts';

export interface Answer {
  readonly answerMs: number;
  readonly newestSampleMs: number | undefined;
}

export type Machine =
  | { readonly phase: 'idle' }
  | { readonly phase: 'opening'; readonly tries: Tries; readonly step: ConnectionStep | undefined }
  | Up
  | { readonly phase: 'backingOff'; readonly tries: Tries; readonly untilMs: number; readonly why: AppErrorData }
  | { readonly phase: 'stopped'; readonly why: AppErrorData };

/** What has failed in a row, which decides how long to wait and when to stop. */
interface Tries {
  readonly failures: number;
  /** Logins that came to nothing, and those of them that the server refused. */
  readonly logins: number;
  readonly refusals: number;
}

/** A Prometheus was found and a source opened on it. */
interface Up {
  readonly phase: 'up';
  readonly tries: Tries;
  readonly server: ServerInfo;
  /** Of the last heartbeat; undefined before the first. */
  readonly answer: Answer | undefined;
  /** Heartbeats that were answered since it was opened, as far as they are counted. */
  readonly answers: number;
  /** Why the last heartbeat failed; undefined where it did not. */
  readonly missing: AppErrorData | undefined;
  /** Heartbeats in a row to which nothing came back. */
  readonly silences: number;
  /** One silence is enough where nothing was ever answered, or after the machine slept or moved to another network. */
  readonly wary: 'new' | 'woken' | undefined;
}

export type Input =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'step'; readonly step: ConnectionStep }
  | { readonly kind: 'opened'; readonly server: ServerInfo }
  | { readonly kind: 'openFailed'; readonly error: AppErrorData }
  | { readonly kind: 'answered'; readonly server: ServerInfo; readonly answer: Answer }
  | { readonly kind: 'beatFailed'; readonly error: AppErrorData }
  | { readonly kind: 'retryDue' }
  /** Something speaks against it: a tunnel broke. */
  | { readonly kind: 'doubted' }
  /** What the context, or the user's choice for its cluster, means is something else now. */
  | { readonly kind: 'changed' }
  /** The machine slept, or has other addresses. Several that wait for a retry spread over `spreadMs`. */
  | { readonly kind: 'resumed'; readonly spreadMs: number }
  | { readonly kind: 'networkChanged'; readonly spreadMs: number };

/** `close` ends whatever runs or is open, timers too; a new `beatIn` or `retryIn` takes the place of the one before. Done in the given order. */
export type Effect =
  | { readonly kind: 'close' }
  | { readonly kind: 'open' }
  | { readonly kind: 'beatIn'; readonly ms: number; readonly timeoutMs: number }
  | { readonly kind: 'retryIn'; readonly ms: number };

export interface Timing {
  readonly beatEveryMs: number;
  /** The whole heartbeat. Longer, and the connection is of no use to a person either. */
  readonly beatTimeoutMs: number;
  /** After a heartbeat to which nothing came back: is it one lost connection, or the cluster? */
  readonly beatAgainMs: number;
  /** Of a heartbeat after the machine slept: what was open is most likely dead, without anybody to say so. */
  readonly wokenTimeoutMs: number;
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  /** Between the retries of several contexts after the machine woke. */
  readonly spreadMs: number;
}

export const defaultTiming: Timing = {
  beatEveryMs: 15_000,
  beatTimeoutMs: 10_000,
  beatAgainMs: 1000,
  wokenTimeoutMs: 4000,
  backoff: { firstMs: 1000, mostMs: 60_000 },
  spreadMs: 250,
};

/** So many silent heartbeats in a row, and the connection counts as lost. */
const silencesAllowed = 2;

/** So many failed logins in a row: each may run a plugin, open a browser's window, or count against an account. */
const loginsAllowed = 2;

/** After so many answers (a minute) a login counts as good: one that is refused now and then is never tried in a circle. */
const answersOfAGoodLogin = 4;

export interface Surroundings {
  readonly nowMs: number;
  /** 0 to 1. */
  readonly random: number;
  readonly timing: Timing;
}

export interface Transition {
  readonly machine: Machine;
  readonly effects: readonly Effect[];
}

export const initialMachine: Machine = { phase: 'idle' };

const noTries: Tries = { failures: 0, logins: 0, refusals: 0 };

/** Inputs that mean nothing in the machine's phase (a late heartbeat, a timer that had fired) change nothing. */
export function reduce(machine: Machine, input: Input, around: Surroundings): Transition {
  switch (input.kind) {
    case 'connect':
      return connect(machine, around);
    case 'disconnect':
      return { machine: initialMachine, effects: [{ kind: 'close' }] };
    case 'step':
      return machine.phase === 'opening'
        ? { machine: { ...machine, step: input.step }, effects: [] }
        : unchanged(machine);
    case 'opened':
      return machine.phase === 'opening' ? opened(machine.tries, input.server, around) : unchanged(machine);
    case 'openFailed':
      return machine.phase === 'opening' ? failed(machine.tries, input.error, around) : unchanged(machine);
    case 'answered':
      return machine.phase === 'up' ? answered(machine, input.server, input.answer, around) : unchanged(machine);
    case 'beatFailed':
      return machine.phase === 'up' ? beatFailed(machine, input.error, around) : unchanged(machine);
    case 'retryDue':
      return machine.phase === 'backingOff' ? open(machine.tries) : unchanged(machine);
    case 'doubted':
      return machine.phase === 'up' ? { machine, effects: [beatNow(machine, around)] } : unchanged(machine);
    case 'changed':
      // What is connected is no longer what the context means. What it stopped for may be mended, but whoever stopped waits for the user.
      if (machine.phase === 'stopped') return { machine: initialMachine, effects: [{ kind: 'close' }] };
      return machine.phase === 'idle' ? unchanged(machine) : open(noTries);
    case 'resumed':
      // Nothing that was under way before sleep can be believed.
      return machine.phase === 'opening' ? open(machine.tries) : woken(machine, input.spreadMs, around);
    case 'networkChanged':
      // What is under way may go through what is still there; it has deadlines.
      return woken(machine, input.spreadMs, around);
    default:
      return assertNever(input);
  }
}

/** What is shown. */
export function viewOf(machine: Machine): ConnectionState {
  switch (machine.phase) {
    case 'idle':
      return { kind: 'idle' };
    case 'opening':
      return machine.step === undefined ? { kind: 'authenticating' } : { kind: 'discovering', step: machine.step };
    case 'up':
      return viewOfUp(machine);
    case 'backingOff':
      return { kind: 'backingOff', untilMs: machine.untilMs, why: machine.why };
    case 'stopped':
      return { kind: 'stopped', why: machine.why };
    default:
      return assertNever(machine);
  }
}

function viewOfUp({ server, answer, missing }: Up): ConnectionState {
  if (missing !== undefined) return { kind: 'degraded', server, missing };
  if (answer === undefined) return { kind: 'discovering', step: 'firstAnswer' };
  return { kind: 'connected', server, ...answer };
}

const unchanged = (machine: Machine): Transition => ({ machine, effects: [] });

/** Backing off or stopped: the user does not want to wait. Degraded: the user wants to know. */
function connect(machine: Machine, around: Surroundings): Transition {
  if (machine.phase === 'opening') return unchanged(machine);
  if (machine.phase !== 'up') return open(noTries);
  return machine.missing === undefined ? unchanged(machine) : { machine, effects: [beatNow(machine, around)] };
}

function open(tries: Tries): Transition {
  return {
    machine: { phase: 'opening', tries, step: undefined },
    effects: [{ kind: 'close' }, { kind: 'open' }],
  };
}

function opened(tries: Tries, server: ServerInfo, around: Surroundings): Transition {
  const machine: Up = {
    phase: 'up',
    tries,
    server,
    answer: undefined,
    answers: 0,
    missing: undefined,
    silences: 0,
    wary: 'new',
  };
  return { machine, effects: [beatNow(machine, around)] };
}

function beatNow({ wary }: Up, { timing }: Surroundings): Effect {
  return { kind: 'beatIn', ms: 0, timeoutMs: wary === 'woken' ? timing.wokenTimeoutMs : timing.beatTimeoutMs };
}

/** What trying again cannot mend (credentials, rights, no Prometheus, a bad file) waits for the user. */
function failed(before: Tries, why: AppErrorData, around: Surroundings): Transition {
  if (isLoginFailure(why)) return loginFailed(before, why, around);
  if (!mendsItself(why)) return stop(why);
  return backOff({ ...before, failures: before.failures + 1 }, why, around);
}

/** Once more, with credentials that are fetched anew: a tool may be renewing them at this moment. */
function loginFailed(before: Tries, why: AppErrorData, around: Surroundings): Transition {
  const tries = countLogin(before, why);
  const isOften = why.code === 'api.unauthorized' && tries.refusals >= loginsAllowed;
  if (tries.logins >= loginsAllowed) return stop(isOften ? refusedOften(why, tries.refusals) : why);
  return backOff({ ...tries, failures: tries.failures + 1 }, why, around);
}

function countLogin(tries: Tries, why: AppErrorData): Tries {
  return { ...tries, logins: tries.logins + 1, refusals: tries.refusals + (isRefusal(why) ? 1 : 0) };
}

function stop(why: AppErrorData): Transition {
  return { machine: { phase: 'stopped', why }, effects: [{ kind: 'close' }] };
}

/** Never before the server wants to be asked again, and jitter comes on top of that. */
function backOff(tries: Tries, why: AppErrorData, { nowMs, random, timing }: Surroundings): Transition {
  const wantedMs = retryAfterMs(why) ?? 0;
  const politeMs = Math.round(wantedMs * (1 + random / 4));
  const ms = Math.max(politeMs, backoffMs(tries.failures, random, timing.backoff));
  return {
    machine: { phase: 'backingOff', tries, untilMs: nowMs + ms, why },
    effects: [{ kind: 'close' }, { kind: 'retryIn', ms }],
  };
}

function answered(machine: Up, server: ServerInfo, answer: Answer, { timing }: Surroundings): Transition {
  const answers = machine.answers + 1;
  const tries = answers >= answersOfAGoodLogin ? noTries : { ...machine.tries, failures: 0 };
  return {
    machine: { ...machine, tries, server, answer, answers, missing: undefined, silences: 0, wary: undefined },
    effects: [{ kind: 'beatIn', ms: timing.beatEveryMs, timeoutMs: timing.beatTimeoutMs }],
  };
}

function beatFailed(machine: Up, error: AppErrorData, around: Surroundings): Transition {
  if (isLoginFailure(error)) return refusedInMidLife(machine, error, around);
  if (isAnswer(error)) return degraded({ ...machine, missing: error, silences: 0, wary: undefined }, around);
  // It worked until now: the rights or the cluster may be others, so everything is looked at anew before giving up.
  if (!mendsItself(error)) {
    return machine.answer === undefined ? failed(machine.tries, error, around) : open(machine.tries);
  }
  if (machine.wary === 'woken') return open(machine.tries);
  const silences = machine.silences + 1;
  if (machine.wary === 'new' || silences >= silencesAllowed) return failed(machine.tries, error, around);
  return degraded({ ...machine, missing: error, silences }, around);
}

/** It worked until now: a tool may have renewed the login, so the kubeconfig is read again, at once. */
function refusedInMidLife(machine: Up, error: AppErrorData, around: Surroundings): Transition {
  const tries = countLogin(machine.tries, error);
  if (machine.answer === undefined || tries.logins >= loginsAllowed) return failed(machine.tries, error, around);
  return open(tries);
}

/** Asked again soon where nothing came back, else as usual; never before the server wants to be. */
function degraded(machine: Up, { random, timing }: Surroundings): Transition {
  const { missing, silences } = machine;
  const soonMs = silences > 0 ? timing.beatAgainMs : timing.beatEveryMs;
  const wantedMs = (missing === undefined ? undefined : retryAfterMs(missing)) ?? 0;
  const ms = Math.max(soonMs, Math.round(wantedMs * (1 + random / 4)));
  return { machine, effects: [{ kind: 'beatIn', ms, timeoutMs: timing.beatTimeoutMs }] };
}

function woken(machine: Machine, spreadMs: number, around: Surroundings): Transition {
  if (machine.phase === 'backingOff') return retrySoon(machine, spreadMs, around);
  if (machine.phase !== 'up') return unchanged(machine);
  const wary: Up = { ...machine, wary: machine.wary ?? 'woken' };
  return { machine: wary, effects: [beatNow(wary, around)] };
}

/** No waiting was meant, but for a server that asked for it. */
function retrySoon(
  machine: Extract<Machine, { phase: 'backingOff' }>,
  spreadMs: number,
  { nowMs, random }: Surroundings,
): Transition {
  const tries = { ...machine.tries, failures: 0 };
  const leftMs = machine.untilMs - nowMs;
  if (retryAfterMs(machine.why) !== undefined && leftMs > 0) return unchanged(machine);
  const ms = Math.round(random * spreadMs);
  if (ms === 0) return open(tries);
  const untilMs = nowMs + Math.min(ms, Math.max(0, leftMs));
  return { machine: { ...machine, tries, untilMs }, effects: [{ kind: 'retryIn', ms: untilMs - nowMs }] };
}
