/** When a server is asked for what it says of itself. */
import { describe, expect, it } from 'vitest';
import { createSnapshotPlan, type SnapshotPlan } from '../../../electron/backend/recorder/snapshots/snapshot-plan.ts';
import type { StatusKind } from '../../../shared/model/status.ts';

const minuteMs = 60_000;

interface Played {
  readonly plan: SnapshotPlan;
  /** How often each was asked until then; each question takes no time. */
  until(endMs: number, answer?: (kind: StatusKind, atMs: number) => string | undefined): Record<string, number>;
}

function play(): Played {
  const plan = createSnapshotPlan(0);
  return {
    plan,
    until(endMs, answer = () => 'same') {
      const counts: Record<string, number> = {};
      for (let next = plan.next(); next.dueMs < endMs; next = plan.next()) {
        counts[next.kind] = (counts[next.kind] ?? 0) + 1;
        const text = answer(next.kind, next.dueMs);
        const asked = { atMs: next.dueMs, tookMs: 0 };
        if (text === undefined) plan.missing(next.kind, asked);
        else plan.kept(next.kind, asked, text, 0);
      }
      return counts;
    },
  };
}

const once = Object.fromEntries(
  ['buildinfo', 'runtimeinfo', 'config', 'flags', 'rules', 'targets', 'alerts', 'alertmanagers', 'metadata'].map(
    (kind) => [kind, 1],
  ),
);

describe('the plan of snapshots', () => {
  it('begins with all of them, the version first', () => {
    const { plan, until } = play();
    expect(plan.next()).toEqual({ kind: 'buildinfo', dueMs: 0 });
    expect(until(1)).toEqual(once);
  });

  it('asks each in its own time, and for the configuration seldom while nothing says that there is another', () => {
    const { until } = play();
    until(1);
    expect(until(60 * minuteMs + 1)).toEqual({
      ...{ runtimeinfo: 60, rules: 60, alerts: 60, targets: 30, alertmanagers: 12, metadata: 1 },
      ...{ buildinfo: 6, config: 6, flags: 6 },
    });
  });

  it('asks for the configuration and what follows from it as soon as there was a reload', () => {
    const { plan, until } = play();
    until(26 * minuteMs + 1);
    const asked: string[] = [];
    until(27 * minuteMs + 1, (kind, atMs) => {
      asked.push(`${kind} ${atMs / minuteMs}`);
      return kind === 'runtimeinfo' ? 'reloaded' : 'same';
    });
    expect(asked.toSorted()).toEqual(
      ['alertmanagers', 'alerts', 'buildinfo', 'config', 'flags', 'rules', 'runtimeinfo', 'targets'].map(
        (kind) => `${kind} 27`,
      ),
    );
    expect(plan.next().dueMs).toBe(28 * minuteMs);
  });

  it('asks for the configuration every minute where no runtime information is served', () => {
    const { until } = play();
    const counts = until(60 * minuteMs, (kind) => (kind === 'runtimeinfo' ? undefined : 'same'));
    expect(counts).toMatchObject({ runtimeinfo: 1, config: 60, flags: 60, buildinfo: 60 });
  });

  it('asks after an hour for what was never there, and soon for what was', () => {
    const { plan } = play();
    plan.missing('rules', { atMs: 0, tookMs: 0 });
    plan.kept('targets', { atMs: 0, tookMs: 0 }, 'a', 0);
    plan.missing('targets', { atMs: 10, tookMs: 0 });
    for (const kind of ['buildinfo', 'config', 'flags', 'runtimeinfo', 'alerts', 'alertmanagers', 'metadata'] as const)
      plan.kept(kind, { atMs: 100 * minuteMs, tookMs: 0 }, 'a', 0);
    expect(plan.next()).toEqual({ kind: 'targets', dueMs: 2 * minuteMs + 10 });
    plan.kept('targets', { atMs: 100 * minuteMs, tookMs: 0 }, 'a', 0);
    expect(plan.next()).toEqual({ kind: 'rules', dueMs: 60 * minuteMs });
  });

  it('asks for what takes a server long at most a fiftieth of the time', () => {
    const { plan, until } = play();
    until(1);
    plan.kept('targets', { atMs: minuteMs, tookMs: 20_000 }, 'a', 0);
    expect(until(minuteMs + 999_999).targets).toBeUndefined();
    expect(until(minuteMs + 1_000_001).targets).toBe(1);
  });

  it('stores at most eight mebibytes an hour of what changes all the time, after the first 32, and looks at the rest', () => {
    const { plan, until } = play();
    until(1);
    for (let i = 0; i < 4; i += 1) plan.kept('targets', { atMs: 0, tookMs: 0 }, 'a', 8 * 2 ** 20);
    expect(until(2 * minuteMs + 1).targets).toBe(1);
    plan.kept('rules', { atMs: 60 * minuteMs, tookMs: 0 }, 'a', 10_000);
    plan.kept('targets', { atMs: 60 * minuteMs, tookMs: 0 }, 'a', 12 * 2 ** 20);
    const counts = until(90 * minuteMs, (kind, atMs) => (kind === 'runtimeinfo' ? `${atMs}` : 'same'));
    expect([counts.targets, counts.rules]).toEqual([undefined, 30]);
    expect(until(90 * minuteMs + 1)).toMatchObject({ targets: 1 });
  });

  it('tries again in its time what failed, and after an hour what cannot be kept', () => {
    const { plan, until } = play();
    until(1);
    plan.failed('rules', { atMs: 0, tookMs: 0 }, false);
    plan.failed('targets', { atMs: 0, tookMs: 0 }, true);
    const { rules, targets } = until(59 * minuteMs);
    expect([rules, targets]).toEqual([58, undefined]);
    expect(until(61 * minuteMs).targets).toBe(1);
  });
});
