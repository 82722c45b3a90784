/** Gives series ids that the head may refer to: what a power cut took back of them would be given to other label sets. */

import type { Labels } from '../../../../shared/model/labels.ts';
import type { SeriesRegistry } from '../index/series-registry.ts';
import type { WritableDatabase } from './open-database.ts';
import type { Transactions } from './transactions.ts';

export interface RegisterParts {
  readonly history: WritableDatabase<'history'>;
  readonly inHistory: Transactions;
  readonly registry: SeriesRegistry;
}

/** @returns (what it returns) ids beside the label sets, which are on the disk by then @throws (what it returns) AppError history.* */
export function createSeriesRegistration(parts: RegisterParts): (labels: readonly Labels[]) => readonly number[] {
  const { history, inHistory, registry } = parts;
  const touch = history.prepare(
    "INSERT INTO meta (key, value) VALUES ('settled', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
  );
  return (labels) => {
    const ids = inHistory.runDurably(() => {
      // Those of columns, whose commits nobody waits for, may be among them: a commit that writes something takes all before it along.
      if (registry.isUnsettled) touch.run();
      return registry.register(labels);
    });
    registry.settled();
    return ids;
  };
}
