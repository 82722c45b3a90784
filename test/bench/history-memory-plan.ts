/** What both sides of the benchmark of memory record: the same targets, as often. */
import type { TargetOptions } from './history-exporter.ts';

export interface MemoryPlan {
  readonly targetCount: number;
  readonly seriesCount: number;
  readonly changing: number;
  readonly scrapes: number;
}

export interface RecorderPlan extends MemoryPlan {
  readonly dataDir: string;
  readonly startMs: number;
  readonly everyMs: number;
  /** It is done when so many are in chunks. */
  readonly foldedSamples: number;
}

export function targetsOf(plan: MemoryPlan): readonly TargetOptions[] {
  const { targetCount, seriesCount, changing } = plan;
  return Array.from({ length: targetCount }, (_, at) => ({
    name: `target-${at}`,
    seriesCount,
    changing,
    seed: at + 1,
  }));
}
