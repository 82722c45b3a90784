/**
 * Forgets targets that are gone: pods come and go, and each was one. A watermark only says which rows of the head count: where the head has none,
 * a target that comes back is a new one, and what it sends of before is found to be in chunks by the fold.
 */
import type { Target } from '../store/targets.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

export const targetStatements = {
  anyRow: 'SELECT 1 FROM row WHERE target = ? LIMIT 1',
  layouts: 'SELECT DISTINCT target FROM layout',
  settle: "INSERT INTO meta (key, value) VALUES ('settled', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
};

const targetsAtOnce = 128;

/** @param beforeMs those whose watermark is before it */
export function* forgetTargets(parts: KeepParts, run: KeepRun, beforeMs: number): KeepPhases {
  const { head, inHead, inHistory, targets, headWriter } = parts;
  const isOld = ({ watermarkMs }: Target) => watermarkMs < beforeMs;
  const isUnused = unusedCheck(parts);
  const idle = targets.all().filter((target) => isOld(target) && isUnused(target));
  if (idle.length === 0) return;
  // Rows that a power cut brought back would count again, as nothing would say that they are in chunks.
  inHead.runDurably(() => head.prepare(targetStatements.settle).run());
  for (let at = 0; at < idle.length; ) {
    const gone: Target[] = [];
    inHistory.run(() => {
      const isStillUnused = unusedCheck(parts);
      run.untilOver(() => {
        for (const target of idle.slice(at, at + targetsAtOnce)) {
          if (isOld(target) && isStillUnused(target)) gone.push(target);
        }
        at += targetsAtOnce;
        return at < idle.length;
      });
      targets.drop(gone);
    });
    targets.dropped(gone);
    for (const { id } of gone) headWriter.forget(id);
    yield 'series';
  }
}

/** Neither a row nor a layout: whoever opens the head gives a target to each of these (reconcile-head.ts). */
function unusedCheck({ head }: KeepParts): (target: Target) => boolean {
  const anyRow = head.prepare<[number], number>(targetStatements.anyRow).pluck();
  const ofLayouts = new Set(head.prepare<[], number>(targetStatements.layouts).pluck().all());
  return ({ id }) => !ofLayouts.has(id) && anyRow.get(id) === undefined;
}
