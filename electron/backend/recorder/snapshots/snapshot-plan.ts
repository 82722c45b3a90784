/** When what a server says of itself is to be asked next: kind by kind, never two at once. Times are those of the monotonic clock. */
import type { StatusKind } from '../../../../shared/model/status.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** In the order in which they are asked at first. */
const everyMs: Readonly<Record<StatusKind, number>> = {
  buildinfo: minuteMs,
  runtimeinfo: minuteMs,
  config: minuteMs,
  flags: minuteMs,
  rules: minuteMs,
  targets: 2 * minuteMs,
  alerts: minuteMs,
  alertmanagers: 5 * minuteMs,
  metadata: hourMs,
};
const kinds = Object.keys(everyMs) as StatusKind[];

/** They change only with a start or a reload, which the runtime information tells: where that is served, they are seldom asked for nothing. */
const byReload: ReadonlySet<StatusKind> = new Set(['buildinfo', 'config', 'flags']);
const byReloadEveryMs = 10 * minuteMs;
/** What else may be another one then. */
const afterReload: readonly StatusKind[] = ['buildinfo', 'config', 'flags', 'rules', 'targets', 'alertmanagers'];

/** What takes a server long it is not asked for more than a fiftieth of the time. */
const restTimes = 50;

/**
 * Where something in them changes all the time (the dropped targets of a large cluster), so much text an hour is stored of a kind: compressed, it is
 * a tenth of that.
 */
const storedAnHour = 8 * 2 ** 20;

interface Asked {
  /** When it had ended. */
  readonly atMs: number;
  readonly tookMs: number;
}

export interface SnapshotPlan {
  next(): { readonly kind: StatusKind; readonly dueMs: number };
  /** @param storedLength of a document that is another one than before; 0 where it is the same */
  kept(kind: StatusKind, asked: Asked, text: string, storedLength: number): void;
  /** The server has none. Where it had it before, that may be over soon. */
  missing(kind: StatusKind, asked: Asked): void;
  /** @param isForLong it would be in vain for a while */
  failed(kind: StatusKind, asked: Asked, isForLong: boolean): void;
}

/** All of them are due at first. */
export function createSnapshotPlan(startMs: number): SnapshotPlan {
  const due = new Map(kinds.map((kind) => [kind, startMs]));
  const had = new Set<StatusKind>();
  let runtimeInfo: string | undefined;

  function usualMs(kind: StatusKind): number {
    return byReload.has(kind) && runtimeInfo !== undefined ? byReloadEveryMs : everyMs[kind];
  }

  function again(kind: StatusKind, { atMs, tookMs }: Asked, afterMs: number): void {
    due.set(kind, atMs + Math.max(afterMs, restTimes * tookMs));
  }

  return {
    next() {
      let [next = 'runtimeinfo', dueMs = startMs] = [...due][0] ?? [];
      for (const [kind, atMs] of due) if (atMs < dueMs) [next, dueMs] = [kind, atMs];
      return { kind: next, dueMs };
    },
    kept(kind, asked, text, storedLength) {
      had.add(kind);
      again(kind, asked, Math.max(usualMs(kind), (storedLength / storedAnHour) * hourMs));
      if (kind !== 'runtimeinfo') return;
      const isOther = runtimeInfo !== undefined && runtimeInfo !== text;
      runtimeInfo = text;
      if (isOther) for (const other of afterReload) due.set(other, Math.min(asked.atMs, due.get(other) ?? asked.atMs));
    },
    missing(kind, asked) {
      again(kind, asked, had.has(kind) ? usualMs(kind) : hourMs);
    },
    failed(kind, asked, isForLong) {
      again(kind, asked, isForLong ? hourMs : usualMs(kind));
    },
  };
}
