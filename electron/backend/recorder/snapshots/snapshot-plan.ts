/** When what a server says of itself is to be asked next: kind by kind, never two at once. Times are those of the monotonic clock. */
import type { KeptStatusKind } from '../../../../shared/model/status.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** In the order in which they are asked at first. */
const everyMs: Readonly<Record<KeptStatusKind, number>> = {
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
const kinds = Object.keys(everyMs) as KeptStatusKind[];

/** They change only with a start or a reload, which the runtime information tells: where that is served, they are seldom asked for nothing. */
const byReload: ReadonlySet<KeptStatusKind> = new Set(['buildinfo', 'config', 'flags']);
const byReloadEveryMs = 10 * minuteMs;
/** What else may be another one then. */
const afterReload: readonly KeptStatusKind[] = ['buildinfo', 'config', 'flags', 'rules', 'targets', 'alertmanagers'];

/** What takes a server long it is not asked for more than a fiftieth of the time. */
const restTimes = 50;

/**
 * Where something in them changes all the time (the dropped targets of a large cluster), so much text is stored of a kind at once, and so much an
 * hour: compressed, it is a tenth of that.
 */
const storedAtOnce = 32 * 2 ** 20;
const storedAnHour = 8 * 2 ** 20;

interface Asked {
  /** When it had ended. */
  readonly atMs: number;
  readonly tookMs: number;
}

export interface SnapshotPlan {
  next(): { readonly kind: KeptStatusKind; readonly dueMs: number };
  /** @param storedLength of a document that is another one than before; 0 where it is the same */
  kept(kind: KeptStatusKind, asked: Asked, text: string, storedLength: number): void;
  /** The server has none. Where it had it before, that may be over soon. */
  missing(kind: KeptStatusKind, asked: Asked): void;
  /** @param isForLong it would be in vain for a while */
  failed(kind: KeptStatusKind, asked: Asked, isForLong: boolean): void;
}

/** All of them are due at first. */
export function createSnapshotPlan(startMs: number): SnapshotPlan {
  const due = new Map(kinds.map((kind) => [kind, startMs]));
  const had = new Set<KeptStatusKind>();
  /** Before that it rests, whatever happens. */
  const rests = new Map<KeptStatusKind, number>();
  const rooms = new Map(kinds.map((kind) => [kind, { left: storedAtOnce, atMs: startMs }]));
  let runtimeInfo: string | undefined;

  function usualMs(kind: KeptStatusKind): number {
    return byReload.has(kind) && runtimeInfo !== undefined ? byReloadEveryMs : everyMs[kind];
  }

  function again(kind: KeptStatusKind, { atMs, tookMs }: Asked, afterMs: number, storedLength = 0): void {
    const restMs = atMs + Math.max(restTimes * tookMs, untilRoomMs(kind, atMs, storedLength));
    rests.set(kind, restMs);
    due.set(kind, Math.max(restMs, atMs + afterMs));
  }

  function untilRoomMs(kind: KeptStatusKind, atMs: number, storedLength: number): number {
    const before = rooms.get(kind) ?? { left: storedAtOnce, atMs };
    const gained = ((atMs - before.atMs) / hourMs) * storedAnHour;
    const left = Math.min(storedAtOnce, before.left + gained) - storedLength;
    rooms.set(kind, { left, atMs });
    return Math.max(0, (-left / storedAnHour) * hourMs);
  }

  function bringForward(kind: KeptStatusKind, atMs: number): void {
    const usual = due.get(kind) ?? atMs;
    due.set(kind, Math.min(usual, Math.max(atMs, rests.get(kind) ?? atMs)));
  }

  return {
    next() {
      let [next = 'runtimeinfo', dueMs = startMs] = [...due][0] ?? [];
      for (const [kind, atMs] of due) if (atMs < dueMs) [next, dueMs] = [kind, atMs];
      return { kind: next, dueMs };
    },
    kept(kind, asked, text, storedLength) {
      had.add(kind);
      again(kind, asked, usualMs(kind), storedLength);
      if (kind !== 'runtimeinfo') return;
      const isOther = runtimeInfo !== undefined && runtimeInfo !== text;
      runtimeInfo = text;
      if (isOther) for (const other of afterReload) bringForward(other, asked.atMs);
    },
    missing(kind, asked) {
      again(kind, asked, had.has(kind) ? usualMs(kind) : hourMs);
    },
    failed(kind, asked, isForLong) {
      again(kind, asked, isForLong ? hourMs : usualMs(kind));
    },
  };
}
