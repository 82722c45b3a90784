/**
 * Keeps what a server says of itself beside its samples, for as long as it is recorded: one question after the other, and a document where the answer
 * is another one than before. What fails is tried again, and stops nothing. docs/formats/snapshots.md
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disposable, toDisposable } from '../../../../shared/base/disposable.ts';
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import type { KeptStatusKind } from '../../../../shared/model/status.ts';
import type { HistoryOrigin } from '../../history/service/history-identity.ts';
import type { SourceWriter } from '../../history/service/open-writer.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { Source, SourceStatus } from '../../sources/source.ts';
import { createSnapshotPlan, type SnapshotPlan } from './snapshot-plan.ts';

export interface SnapshotSession {
  readonly source: Pick<Source, 'status'>;
  /** Its opener's to close. */
  readonly writer: Pick<SourceWriter, 'putDocument'>;
  readonly origin: Pick<HistoryOrigin, 'name'>;
  readonly signal: AbortSignal;
  /** Documents have the times of `now`, which are to be those of the samples. */
  readonly clock: Clock;
  readonly log: LogSink;
}

interface SnapshotOptions {
  /** Resolves after so long, or when the signal aborts. Default: by a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Between the end of one question and the next one, so that a server is not asked for all of it at once. */
const pauseMs = 1000;
const timeoutMs = 60_000;

/** Nothing is asked, and nothing begun to be stored, once the signal has aborted or it is disposed. */
export function startSnapshots(session: SnapshotSession, { wait = waitByTimer }: SnapshotOptions = {}): Disposable {
  const { source, clock } = session;
  const { status } = source;
  const snapshot = status?.snapshot?.bind(status);
  if (snapshot === undefined) return toDisposable(() => undefined);
  const ending = new AbortController();
  const signal = AbortSignal.any([session.signal, ending.signal]);
  const keeping: Keeping = {
    ...session,
    signal,
    snapshot,
    plan: createSnapshotPlan(clock.monotonic()),
    kept: new Map(),
  };
  void keepOn(keeping, wait);
  return toDisposable(() => ending.abort());
}

function waitByTimer(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects only where the signal aborts.
  return sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

interface Keeping extends SnapshotSession {
  readonly snapshot: NonNullable<SourceStatus['snapshot']>;
  readonly plan: SnapshotPlan;
  readonly kept: Map<KeptStatusKind, Kept>;
}

interface Kept {
  /** Of the last one, where its marks say whether it is another. */
  readonly text?: string | undefined;
  readonly mark?: string | undefined;
  /** With which it failed, which was logged. */
  readonly failure?: string | undefined;
}

async function keepOn(keeping: Keeping, wait: NonNullable<SnapshotOptions['wait']>): Promise<void> {
  const { plan, clock, signal } = keeping;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const { kind, dueMs } = plan.next();
    await wait(Math.max(isFirst ? 0 : pauseMs, dueMs - clock.monotonic()), signal);
    if (!signal.aborted) await keepOne(keeping, kind);
  }
}

async function keepOne(keeping: Keeping, kind: KeptStatusKind): Promise<void> {
  const { plan, clock, signal, snapshot } = keeping;
  const beganMs = clock.monotonic();
  const atMs = clock.now();
  const ended = () => ({ atMs: clock.monotonic(), tookMs: clock.monotonic() - beganMs });
  try {
    const said = await snapshot(kind, { signal, timeoutMs });
    if (signal.aborted) return;
    if (said === undefined) return plan.missing(kind, ended());
    const storedLength = await store(keeping, kind, said, atMs);
    plan.kept(kind, ended(), said.text, storedLength);
  } catch (error) {
    if (signal.aborted) return;
    const code = error instanceof AppError ? error.code : undefined;
    tell(keeping, kind, code ?? errorText(error));
    plan.failed(kind, ended(), code === 'history.tooLarge');
  }
}

/** Also where it is the same as before: it is then known to have been so until now. @returns how long it is; 0 where it is the same */
async function store(
  { writer, kept }: Keeping,
  kind: KeptStatusKind,
  { text, mark }: { readonly text: string; readonly mark?: string | undefined },
  atMs: number,
): Promise<number> {
  const before = kept.get(kind);
  const isSame = mark !== undefined && mark === before?.mark && before.text !== undefined;
  const shown = isSame ? before.text : text;
  const result = await writer.putDocument(kind, shown, atMs);
  kept.set(kind, mark === undefined ? {} : { text: shown, mark });
  return result === 'changed' ? shown.length : 0;
}

/** Once, until it is another failure, or it went well. */
function tell({ log, origin, kept }: Keeping, kind: KeptStatusKind, failure: string): void {
  const before = kept.get(kind);
  kept.set(kind, { ...before, failure });
  if (before?.failure === failure) return;
  log.write('warn', 'recorder', 'what a server says of itself is not kept for now', {
    kind,
    failure,
    name: origin.name,
  });
}
