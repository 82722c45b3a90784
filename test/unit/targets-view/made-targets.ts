/** Targets as a test needs them. */
import { atOnce } from '../../../renderer/components/slices.ts';
import { type ShownTargets, showTargets } from '../../../renderer/views/targets/shown-targets.ts';
import { buildModel, type Reading, type TargetsModel } from '../../../renderer/views/targets/targets-model.ts';
import { defaultState, type TargetsState } from '../../../renderer/views/targets/targets-state.ts';
import type { Target } from '../../../shared/model/target.ts';

export function target(more: Partial<Target> & Pick<Target, 'pool' | 'url'>): Target {
  return {
    key: `${more.pool} ${more.url}`,
    labels: ['instance', more.url.replace(/^http:\/\/([^/]*).*$/, '$1'), 'job', more.pool],
    health: 'up',
    error: '',
    lastScrapeMs: 1_000_000,
    durationMs: 80,
    samples: 100,
    intervalMs: 15_000,
    timeoutMs: 10_000,
    ...more,
  };
}

/** Pools in the order in which their targets come, then those without any. */
export function reading(targets: readonly Target[], empty: readonly string[] = []): Reading {
  const names = [...new Set([...targets.map(({ pool }) => pool), ...empty])];
  const active = (name: string) => targets.filter(({ pool }) => pool === name).length;
  const pools = names.map((name) => ({ name, active: active(name), dropped: 0 }));
  return { readAtMs: 2_000_000, pools, targets, problems: [] };
}

export const modelOf = (targets: readonly Target[], empty?: readonly string[]): TargetsModel =>
  atOnce(buildModel(reading(targets, empty)));

export const shownOf = (model: TargetsModel, search: Partial<TargetsState> = {}): ShownTargets =>
  atOnce(showTargets(model, { ...defaultState, ...search }));
