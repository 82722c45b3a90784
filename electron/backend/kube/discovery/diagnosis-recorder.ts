/**
 * Keeps what is asked and answered while a Prometheus is looked for, as the plain data that the page shows (shared/model/diagnosis.ts).
 * It decides nothing, and never holds a secret: what goes in are the facts that messages have anyway.
 */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, type ErrorDetails, isCancellation } from '../../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../../shared/base/event.ts';
import type { AuthKind } from '../../../../shared/model/context.ts';
import type {
  AnswerKind,
  Diagnosis,
  DiagnosisCandidate,
  DiagnosisStep,
  NotTried,
  Right,
  StepKind,
  Transport,
  WayOutcome,
} from '../../../../shared/model/diagnosis.ts';
import type { ClusterKey, SourceChoice } from '../../../../shared/model/source-choice.ts';
import type { Clock } from '../../ports.ts';
import { statusOfError } from './error-status.ts';

/** Beyond them the oldest go: a diagnosis of five candidates by every way has about a hundred. */
const maxSteps = 500;

/** A page is told at most so often, but at once when it is over. */
const tellEveryMs = 50;

export interface Asked {
  readonly kind: StepKind;
  readonly facts?: ErrorDetails;
  /** The candidate's id; absent for what is about all of them. */
  readonly candidate?: string | undefined;
}

export interface Answered {
  /** `ok` where it is not said. */
  readonly outcome?: DiagnosisStep['outcome'];
  readonly kind: AnswerKind;
  readonly facts?: ErrorDetails;
  readonly status?: number | undefined;
}

export type CandidateFacts = Omit<DiagnosisCandidate, 'ways'>;

export interface DiagnosisRecorder extends Disposable {
  current(): Diagnosis;
  /** Several changes at once are told once. */
  readonly onDidChange: Event<void>;
  /** Does the work and writes down what came of it: the answer, or the AppError, which is thrown on. A cancellation is no answer. */
  step<T>(asked: Asked, work: () => Promise<T>, answer: (value: T) => Answered): Promise<T>;
  /** For what somebody else did. @param startedMs by `clock` */
  add(asked: Asked, startedMs: number, answered: Answered | AppError): void;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Best first. What is known of a candidate's ways stays. */
  candidates(candidates: readonly CandidateFacts[], notTried: (candidate: CandidateFacts) => NotTried): void;
  way(candidate: string, transport: Transport, outcome: WayOutcome): void;
  right(right: Right): void;
  serverVersion(version: string): void;
  cluster(cluster: ClusterKey): void;
  /** What is remembered for the cluster, where that is known only after the recorder was made. */
  choice(choice: SourceChoice | undefined): void;
  used(candidate: string, transport: Transport): void;
  /** Once: what was being tried then was not tried to its end. @param error why nothing was found; a cancellation is no failure. */
  finish(error?: unknown): void;
}

export interface RecorderOptions {
  readonly scope: Diagnosis['scope'];
  readonly server: string;
  readonly user: string;
  readonly auth: AuthKind;
  readonly choice: SourceChoice | undefined;
  readonly clock: Clock;
  /** Where it is known already. */
  readonly cluster?: ClusterKey | undefined;
}

export function createDiagnosisRecorder(options: RecorderOptions): DiagnosisRecorder {
  return new Recorder(options);
}

class Recorder implements DiagnosisRecorder {
  readonly clock: Clock;
  readonly #begunMs: number;
  readonly #changed = new Emitter<void>();
  readonly #steps: DiagnosisStep[] = [];
  #diagnosis: Omit<Diagnosis, 'steps'>;
  #snapshot: Diagnosis | undefined;
  #tell: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor({ scope, server, user, auth, choice, clock, cluster }: RecorderOptions) {
    this.clock = clock;
    this.#begunMs = clock.monotonic();
    this.#diagnosis = {
      startedMs: clock.now(),
      tookMs: undefined,
      scope,
      server,
      user,
      auth,
      serverVersion: undefined,
      cluster,
      choice,
      candidates: [],
      dropped: 0,
      rights: [],
      used: undefined,
      failure: undefined,
    };
  }

  readonly onDidChange: Event<void> = (listener) => this.#changed.event(listener);

  current(): Diagnosis {
    this.#snapshot ??= { ...this.#diagnosis, steps: [...this.#steps] };
    return this.#snapshot;
  }

  async step<T>(asked: Asked, work: () => Promise<T>, answer: (value: T) => Answered): Promise<T> {
    const startedMs = this.clock.monotonic();
    try {
      const value = await work();
      this.add(asked, startedMs, answer(value));
      return value;
    } catch (error) {
      if (error instanceof AppError) this.add(asked, startedMs, error);
      throw error;
    }
  }

  add({ kind, facts = {}, candidate }: Asked, startedMs: number, answered: Answered | AppError): void {
    const failed = answered instanceof AppError;
    const step: DiagnosisStep = {
      afterMs: startedMs - this.#begunMs,
      ms: this.clock.monotonic() - startedMs,
      candidate,
      step: { kind, facts },
      outcome: failed ? 'failed' : (answered.outcome ?? 'ok'),
      answer: failed
        ? { kind: 'error', error: answered.toData() }
        : { kind: answered.kind, facts: answered.facts ?? {} },
      status: failed ? statusOfError(answered) : answered.status,
    };
    // Most end in the order in which they began.
    const before = this.#steps.findLastIndex(({ afterMs }) => afterMs <= step.afterMs);
    this.#steps.splice(before + 1, 0, step);
    const dropped = this.#steps.splice(0, this.#steps.length - maxSteps).length;
    this.#change({ dropped: this.#diagnosis.dropped + dropped });
  }

  candidates(candidates: readonly CandidateFacts[], notTried: (candidate: CandidateFacts) => NotTried): void {
    const known = new Map(this.#diagnosis.candidates.map(({ id, ways }) => [id, ways]));
    this.#change({
      candidates: candidates.map((facts) => {
        const untried = { kind: 'notTried', why: notTried(facts) } as const;
        const ways = known.get(facts.id) ?? { 'port-forward': untried, proxy: untried, address: untried };
        return { ...facts, ways };
      }),
    });
  }

  way(candidate: string, transport: Transport, outcome: WayOutcome): void {
    this.#change({
      candidates: this.#diagnosis.candidates.map((one) =>
        one.id === candidate ? { ...one, ways: { ...one.ways, [transport]: outcome } } : one,
      ),
    });
  }

  right(right: Right): void {
    this.#change({ rights: [...this.#diagnosis.rights, right] });
  }

  serverVersion(serverVersion: string): void {
    this.#change({ serverVersion });
  }

  cluster(cluster: ClusterKey): void {
    this.#change({ cluster });
  }

  choice(choice: SourceChoice | undefined): void {
    this.#change({ choice });
  }

  used(candidate: string, transport: Transport): void {
    this.#change({ used: { candidate, transport } });
  }

  finish(error?: unknown): void {
    if (this.#diagnosis.tookMs !== undefined) return;
    const untried: WayOutcome = { kind: 'notTried', why: this.#diagnosis.used === undefined ? 'ended' : 'notNeeded' };
    const ended = (outcome: WayOutcome) => (outcome.kind === 'trying' ? untried : outcome);
    this.#change({
      tookMs: this.clock.monotonic() - this.#begunMs,
      failure: failureOf(error),
      candidates: this.#diagnosis.candidates.map(({ ways, ...facts }) => ({
        ...facts,
        ways: {
          'port-forward': ended(ways['port-forward']),
          proxy: ended(ways.proxy),
          address: ended(ways.address),
        },
      })),
    });
    this.#tellNow();
  }

  /** Whatever was not told yet is told now. */
  dispose(): void {
    if (this.#tell !== undefined) this.#tellNow();
    this.#disposed = true;
    this.#changed.dispose();
  }

  #change(changes: Partial<Omit<Diagnosis, 'steps'>>): void {
    this.#diagnosis = { ...this.#diagnosis, ...changes };
    this.#snapshot = undefined;
    if (this.#disposed) return;
    this.#tell ??= setTimeout(() => this.#tellNow(), tellEveryMs);
  }

  #tellNow(): void {
    clearTimeout(this.#tell);
    this.#tell = undefined;
    if (!this.#disposed) this.#changed.fire();
  }
}

/** A bug's words are for the log only. */
function failureOf(error: unknown): AppErrorData | undefined {
  if (error === undefined || isCancellation(error)) return undefined;
  if (error instanceof AppError) return error.toData();
  return new AppError('rpc.internal', 'An error inside Binnacle ended the search; its log has the details.').toData();
}
