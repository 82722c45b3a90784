/**
 * The state machine of one connection, pure: what happened goes in, the next state and what to do about it come out. It never shows what
 * it does not know: `connected` only after an answer of the Prometheus itself.
 */
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState, ServerInfo } from '../../../shared/model/context.ts';
import { backoffMs } from '../base/backoff.ts';

export interface Answer {
  readonly answerMs: number;
  readonly newestSampleMs: number | undefined;
}

export type Machine =
  | { readonly phase: 'idle' }
  | { readonly phase: 'opening'; readonly failures: number; readonly step: string | undefined }
  | Up
  | { readonly phase: 'backingOff'; readonly failures: number; readonly untilMs: number; readonly why: AppErrorData }
  | { readonly phase: 'stopped'; readonly why: AppErrorData };

/** A Prometheus was found and a source opened on it. */
interface Up {
  readonly phase: 'up';
  readonly failures: number;
  readonly server: ServerInfo;
  /** Of the last heartbeat; undefined before the first. */
  readonly answer: Answer | undefined;
  /** Why the last heartbeat failed; undefined where it did not. */
  readonly missing: AppErrorData | undefined;
  /** Heartbeats in a row to which nothing came back. */
  readonly silences: number;
  /** After the machine slept, one silence is enough. */
  readonly wary: boolean;
}

export type Input =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'opened'; readonly server: ServerInfo }
  | { readonly kind: 'openFailed'; readonly error: AppErrorData }
  | { readonly kind: 'answered'; readonly server: ServerInfo; readonly answer: Answer }
  | { readonly kind: 'beatFailed'; readonly error: AppErrorData }
  | { readonly kind: 'retryDue' }
  /** Something speaks against it: a tunnel broke. */
  | { readonly kind: 'doubted' }
  /** The kubeconfig now says something else of the context. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'resumed' };

/** `close` ends whatever runs or is open, timers too; done in the given order. */
export type Effect =
  | { readonly kind: 'close' }
  | { readonly kind: 'open' }
  | { readonly kind: 'beatIn'; readonly ms: number }
  | { readonly kind: 'retryIn'; readonly ms: number };

export interface Timing {
  readonly beatEveryMs: number;
  /** After a heartbeat to which nothing came back: is it one lost connection, or the cluster? */
  readonly beatAgainMs: number;
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
}

export const defaultTiming: Timing = {
  beatEveryMs: 15_000,
  beatAgainMs: 1000,
  backoff: { firstMs: 1000, mostMs: 60_000 },
};

/** So many silent heartbeats in a row, and the connection counts as lost. */
const silencesAllowed = 2;

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

/** Inputs that mean nothing in the machine's phase (a late heartbeat, a timer that had fired) change nothing. */
export function reduce(machine: Machine, input: Input, around: Surroundings): Transition {
  switch (input.kind) {
    case 'connect':
      // Backing off or stopped: the user does not want to wait.
      return machine.phase === 'opening' || machine.phase === 'up' ? unchanged(machine) : open(0);
    case 'disconnect':
      return { machine: initialMachine, effects: [{ kind: 'close' }] };
    case 'step':
      return machine.phase === 'opening'
        ? { machine: { ...machine, step: input.step }, effects: [] }
        : unchanged(machine);
    case 'opened':
      return machine.phase === 'opening' ? opened(machine.failures, input.server) : unchanged(machine);
    case 'openFailed':
      return machine.phase === 'opening' ? failed(machine.failures, input.error, around) : unchanged(machine);
    case 'answered':
      return machine.phase === 'up' ? answered(machine, input.server, input.answer, around) : unchanged(machine);
    case 'beatFailed':
      return machine.phase === 'up' ? beatFailed(machine, input.error, around) : unchanged(machine);
    case 'retryDue':
      return machine.phase === 'backingOff' ? open(machine.failures) : unchanged(machine);
    case 'doubted':
      return machine.phase === 'up' ? { machine, effects: [{ kind: 'beatIn', ms: 0 }] } : unchanged(machine);
    case 'changed':
      // What is connected is no longer what the context means. Whoever stopped waits for the user.
      return machine.phase === 'idle' || machine.phase === 'stopped' ? unchanged(machine) : open(0);
    case 'resumed':
      return resumed(machine);
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

function open(failures: number): Transition {
  return {
    machine: { phase: 'opening', failures, step: undefined },
    effects: [{ kind: 'close' }, { kind: 'open' }],
  };
}

function opened(failures: number, server: ServerInfo): Transition {
  return {
    machine: { phase: 'up', failures, server, answer: undefined, missing: undefined, silences: 0, wary: true },
    effects: [{ kind: 'beatIn', ms: 0 }],
  };
}

/** What trying again cannot mend (credentials, rights, no Prometheus, a bad file) waits for the user. */
function failed(failuresBefore: number, why: AppErrorData, { nowMs, random, timing }: Surroundings): Transition {
  if (!mendsItself(why)) return { machine: { phase: 'stopped', why }, effects: [{ kind: 'close' }] };
  const failures = failuresBefore + 1;
  const ms = backoffMs(failures, random, timing.backoff);
  return {
    machine: { phase: 'backingOff', failures, untilMs: nowMs + ms, why },
    effects: [{ kind: 'close' }, { kind: 'retryIn', ms }],
  };
}

function answered(machine: Up, server: ServerInfo, answer: Answer, { timing }: Surroundings): Transition {
  return {
    machine: { ...machine, failures: 0, server, answer, missing: undefined, silences: 0, wary: false },
    effects: [{ kind: 'beatIn', ms: timing.beatEveryMs }],
  };
}

function beatFailed(machine: Up, error: AppErrorData, around: Surroundings): Transition {
  const { timing } = around;
  if (isAnswer(error)) {
    return {
      machine: { ...machine, missing: error, silences: 0, wary: false },
      effects: [{ kind: 'beatIn', ms: timing.beatEveryMs }],
    };
  }
  // It worked until now: a tool may have renewed the token, or made the cluster anew, so the kubeconfig is read again before giving up.
  if (!mendsItself(error) && machine.answer !== undefined) return open(machine.failures);
  const silences = machine.silences + 1;
  if (!mendsItself(error) || machine.wary || silences >= silencesAllowed)
    return failed(machine.failures, error, around);
  return {
    machine: { ...machine, missing: error, silences },
    effects: [{ kind: 'beatIn', ms: timing.beatAgainMs }],
  };
}

/** Whether an expression can be evaluated again is what `retryable` says of a query's errors; a connection is always worth another try. */
function mendsItself({ code, retryable }: AppErrorData): boolean {
  return retryable || code.startsWith('prometheus.') || code === 'query.deadline';
}

/** The Prometheus answered, only not well; in every other failure nothing came back from it. */
function isAnswer({ code }: AppErrorData): boolean {
  return code.startsWith('prometheus.') && code !== 'prometheus.connectionLost';
}

/** After sleep nothing that was open can be believed, and no waiting was meant. */
function resumed(machine: Machine): Transition {
  if (machine.phase === 'opening') return open(machine.failures);
  if (machine.phase === 'backingOff') return open(0);
  if (machine.phase !== 'up') return unchanged(machine);
  return { machine: { ...machine, wary: true }, effects: [{ kind: 'beatIn', ms: 0 }] };
}
