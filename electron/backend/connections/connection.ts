/** Drives the state machine of one context: opens and closes what the machine asks for, and tells it what happened. */
import { assertNever } from '../../../shared/base/assert-never.ts';
import { AppError, type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import type { Address } from '../../../shared/model/address.ts';
import type { ConnectionState, ContextId, ServerInfo } from '../../../shared/model/context.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Clock, LogSink } from '../ports.ts';
import type { Source } from '../sources/source.ts';
import {
  type Answer,
  type Effect,
  type Input,
  initialMachine,
  type Machine,
  reduce,
  type Timing,
  viewOf,
} from './connection-machine.ts';
import {
  type ClusterReach,
  type OpeningServices,
  type OpenPrometheus,
  openPrometheus,
  type Target,
} from './open-prometheus.ts';

export interface ConnectionServices extends OpeningServices {
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: LogSink;
  readonly timing: Timing;
}

export interface Connection {
  state(): ConnectionState;
  /** undefined unless connected or degraded. */
  source(): Source | undefined;
  /** The same of a Prometheus that others run. */
  remote(): RemoteSource | undefined;
  /** The cluster that it goes into, while it is usable: another object for each connection. */
  reach(): ClusterReach | undefined;
  /** What it stands on, as far as the newest attempt knows; undefined where nobody wants it. */
  target(): KnownTarget | undefined;
  send(input: Input): void;
  /** Resolves when everything that was ever opened is closed. Leaves the machine as it is. */
  settled(): Promise<void>;
}

/** A Prometheus that others run, as a context is connected to it. */
export interface RemoteSource {
  /** Another object for each connection. */
  readonly source: Source;
  readonly server: ServerInfo;
  /** That every selector of every query gets; '' for none. */
  readonly matchers: string;
  /** Undefined where it is not known, or not known yet; always for an address that is no cluster's. */
  readonly cluster: ClusterKey | undefined;
  /** Where the connection goes to a typed address, a cluster's or not. */
  readonly address: Address | undefined;
}

interface KnownTarget extends Target {
  /** What of the settings it stands on, consents among them: another text where it is to be made anew. */
  readonly standsOn: string;
}

/** One try to connect and what came of it: closed as a whole, last opened first. */
class Attempt {
  readonly #abort = new AbortController();
  readonly #opened: (() => Promise<void>)[] = [];
  #running: Promise<void> = Promise.resolve();
  #beat: AbortController | undefined;
  /** The heartbeat's request is out, or was and nothing has been planned since. */
  #beating = false;
  #beatTimer: ReturnType<typeof setTimeout> | undefined;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isBeating(): boolean {
    return this.#beating;
  }

  own(close: () => Promise<void>): void {
    this.#opened.push(close);
  }

  /** @param work never rejects, and ends soon after the signal aborts. */
  run(work: (attempt: Attempt) => Promise<void>): void {
    this.#running = work(this);
  }

  /** A heartbeat that is due earlier takes the place of the one that was planned or is under way. */
  beatIn(ms: number, beat: (signal: AbortSignal) => Promise<void>): void {
    this.#stopBeating();
    const controller = new AbortController();
    this.#beat = controller;
    this.#beatTimer = setTimeout(() => {
      this.#beating = true;
      void beat(controller.signal);
    }, ms);
  }

  async close(): Promise<void> {
    this.#stopBeating();
    this.#abort.abort();
    await this.#running;
    for (let close = this.#opened.pop(); close !== undefined; close = this.#opened.pop()) await close();
  }

  #stopBeating(): void {
    clearTimeout(this.#beatTimer);
    this.#beating = false;
    this.#beat?.abort();
  }
}

/** @param onState called where what is shown has changed. @param onCluster where the cluster is known from now on, or is another one */
export function createConnection(
  id: ContextId,
  services: ConnectionServices,
  onState: (state: ConnectionState) => void,
  onCluster: () => void,
): Connection {
  const closing = new Set<Promise<unknown>>();
  let machine: Machine = initialMachine;
  let shown = JSON.stringify(viewOf(machine));
  let attempt: Attempt | undefined;
  let opened: OpenPrometheus | undefined;
  let target: KnownTarget | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  function send(input: Input): void {
    const { clock, random, timing } = services;
    const next = reduce(machine, input, { nowMs: clock.now(), random: random(), timing });
    machine = next.machine;
    for (const effect of next.effects) perform(effect);
    // By now a listener further in may have gone on: what is told is always the newest.
    const view = viewOf(machine);
    const text = JSON.stringify(view);
    if (text === shown) return;
    shown = text;
    onState(view);
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'close':
        closeAttempt();
        break;
      case 'open':
        attempt = new Attempt();
        attempt.run((current) => openAll(current));
        break;
      case 'beatIn':
        beatIn(effect);
        break;
      case 'retryIn':
        clearTimeout(retryTimer);
        retryTimer = setTimeout(() => send({ kind: 'retryDue' }), effect.ms);
        break;
      default:
        assertNever(effect);
    }
  }

  function closeAttempt(): void {
    clearTimeout(retryTimer);
    if (attempt !== undefined) closeInTheBackground(attempt);
    attempt = undefined;
    opened = undefined;
  }

  /** The next attempt does not wait for the last one's sockets. */
  function closeInTheBackground(ended: Attempt): void {
    const done: Promise<unknown> = ended
      .close()
      .catch((error: unknown) => logBug(services.log, id, error))
      .finally(() => closing.delete(done));
    closing.add(done);
  }

  /** What an attempt that was given up still has to say is not heard. */
  function sendFrom(from: Attempt, input: () => Input): void {
    if (from === attempt) send(input());
  }

  async function openAll(current: Attempt): Promise<void> {
    try {
      const found = await openPrometheus(id, services, {
        signal: current.signal,
        onStep: (step) => sendFrom(current, () => ({ kind: 'step', step })),
        onTarget: (known) => {
          if (current !== attempt) return;
          const before = target?.cluster;
          target = { ...known, standsOn: standsOn(known, services) };
          if (known.cluster !== undefined && known.cluster !== before) onCluster();
        },
        onOtherChosen: () => sendFrom(current, () => ({ kind: 'changed' })),
        // A heartbeat that is under way finds out by itself; put off by each broken tunnel of its own, it never would.
        onBroken: () => current.isBeating || sendFrom(current, () => ({ kind: 'doubted' })),
        own: (close) => current.own(close),
      });
      if (current !== attempt) return;
      opened = found;
      send({ kind: 'opened', server: found.server() });
    } catch (error) {
      // Only where this attempt was given up: a cancellation from elsewhere would leave it waiting for ever.
      if (current.signal.aborted) return;
      sendFrom(current, () => ({ kind: 'openFailed', error: toData(services.log, id, error) }));
    }
  }

  function beatIn({ ms, timeoutMs }: Extract<Effect, { kind: 'beatIn' }>): void {
    const current = attempt;
    const beating = opened;
    if (current === undefined || beating === undefined) return;
    current.beatIn(ms, async (signal) => {
      try {
        const answer = await askNewest(beating.heart, services.clock, signal, timeoutMs);
        sendFrom(current, () => ({ kind: 'answered', server: beating.server(), answer }));
      } catch (error) {
        if (signal.aborted) return;
        sendFrom(current, () => ({ kind: 'beatFailed', error: toData(services.log, id, error) }));
      }
    });
  }

  function remote(): RemoteSource | undefined {
    if (opened?.matchers === undefined || !isUsable(viewOf(machine))) return undefined;
    const { source, matchers } = opened;
    const address = target?.address === undefined ? undefined : services.address(target.address);
    return { source, server: opened.server(), matchers, cluster: target?.cluster, address };
  }

  return {
    state: () => viewOf(machine),
    source: () => (isUsable(viewOf(machine)) ? opened?.source : undefined),
    remote,
    reach: () => (isUsable(viewOf(machine)) ? opened?.reach : undefined),
    target: () => (machine.phase === 'idle' || machine.phase === 'stopped' ? undefined : target),
    send,
    async settled() {
      while (closing.size > 0) await Promise.all(closing);
    },
  };
}

/** For a Target: what it would stand on now. */
export function standsOn(
  { address, route, mayRun }: Target,
  services: Pick<OpeningServices, 'address' | 'routeOf'>,
): string {
  const known = address === undefined ? undefined : services.address(address);
  return JSON.stringify([known, services.routeOf(route), mayRun?.()]);
}

function isUsable({ kind }: ConnectionState): boolean {
  return kind === 'connected' || kind === 'degraded';
}

async function askNewest(
  heart: OpenPrometheus['heart'],
  clock: Clock,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Answer> {
  const startedMs = clock.monotonic();
  const late = () => lateBeat(timeoutMs / 1000);
  const newestSampleMs = await withDeadline(signal, timeoutMs, late, (limited) =>
    heart({ signal: limited, timeoutMs }),
  );
  return { answerMs: clock.monotonic() - startedMs, newestSampleMs };
}

function lateBeat(seconds: number): AppError {
  return new AppError('query.deadline', `The Prometheus did not answer within ${seconds} s.`, {
    details: { seconds },
    retryable: true,
  });
}

/** A bug stops the connection too, but its words are for the log only. */
function toData(log: LogSink, id: ContextId, error: unknown): AppErrorData {
  if (error instanceof AppError) return error.toData();
  logBug(log, id, error);
  return new AppError(
    'rpc.internal',
    'An error inside Binnacle ended the connection; its log has the details.',
  ).toData();
}

function logBug(log: LogSink, id: ContextId, error: unknown): void {
  log.write('error', 'connections', errorText(error), {
    context: id,
    stack: error instanceof Error ? (error.stack ?? '') : '',
  });
}
