/** Kills processes in one history after the other, and counts. */
import { CrashWorld } from './world.ts';

export interface CrashTotals {
  readonly kills: number;
  readonly checks: number;
  readonly failures: readonly string[];
  /** What was under way → how often. */
  readonly at: ReadonlyMap<string, number>;
}

interface CrashRun {
  readonly firstSeed: number;
  readonly killsPerWorld: number;
  /** Asked before each kill. */
  isOver(kills: number): boolean;
  onKill?(totals: CrashTotals): void;
}

export async function runWorlds({ firstSeed, killsPerWorld, isOver, onKill }: CrashRun): Promise<CrashTotals> {
  const failures: string[] = [];
  const at = new Map<string, number>();
  const counts = { kills: 0, checks: 0 };
  for (let seed = firstSeed; !isOver(counts.kills); seed += 1) {
    const world = new CrashWorld(seed);
    const fail = (problems: readonly string[], where: string) => {
      counts.checks += 1;
      failures.push(...problems.map((problem) => `seed ${seed}, ${where}: ${problem}`));
      return problems.length > 0;
    };
    try {
      let [isBad, done] = [false, 0];
      for (; !isBad && done < killsPerWorld && !isOver(counts.kills); done += 1) {
        const report = await world.kill();
        counts.kills += 1;
        at.set(report.at, (at.get(report.at) ?? 0) + 1);
        isBad = fail(report.problems, `kill ${done + 1} (${report.at})`);
        onKill?.({ ...counts, failures, at });
      }
      if (!isBad) fail(await world.finish(), 'at the end');
    } finally {
      world.dispose();
    }
  }
  return { ...counts, failures, at };
}
