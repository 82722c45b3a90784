/** What is to be recorded of each source, over a file in the data folder (docs/formats/recordings.md). */
import { join } from 'node:path';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { RecordingPlan } from '../../../shared/model/recorder.ts';
import { openJsonDocument } from '../base/json-document.ts';
import type { HistoryIdentity } from '../history/service/history-identity.ts';
import type { Clock, LogSink } from '../ports.ts';
import { defaultPlan, type KeptPlan, type PlanList, planFormat, unplanned } from './plan-format.ts';
import type { PlanChange } from './recorder.ts';
import { checkedRules } from './rules.ts';

export interface PlansOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogSink;
  readonly writeAfterMs?: number;
}

interface PlannedSource extends Pick<HistoryIdentity, 'cluster' | 'server'> {
  /** The folder's name. */
  readonly source: string;
}

/** Disposing writes what is not written yet. */
export interface Plans extends Disposable {
  of(source: string): RecordingPlan;
  /** Whichever of them: another Binnacle may have changed it. */
  readonly onDidChange: Event<void>;
  /** Holds at once. @param change what is undefined in it stays; `rules` null: those that Binnacle has @throws AppError recorder.badRule */
  change(
    source: PlannedSource,
    change: Omit<PlanChange, 'rules'> & { readonly rules?: PlanChange['rules'] | null },
  ): void;
}

const lossesOfReading: ReadonlySet<string> = new Set(['data.unreadable', 'data.future']);

export function createPlans({ dataDir, clock, log, writeAfterMs }: PlansOptions): Plans {
  const changed = new Emitter<void>();
  const file = openJsonDocument<PlanList>({
    ...planFormat,
    ...{ path: join(dataDir, 'recordings.json'), clock, log },
    ...(writeAfterMs === undefined ? {} : { writeAfterMs }),
    onChange: () => changed.fire(),
  });
  let wasLost = false;
  /** What is not in it may have been in what could not be read. Of entries of which a part could not be, the rest is there. */
  const isLost = () => {
    wasLost ||= lossesOfReading.has(file.problem()?.code ?? '');
    return wasLost;
  };
  isLost();
  return {
    of(source) {
      const { rules, ...kept }: Partial<KeptPlan> =
        file.value().find((one) => one.source === source) ?? unplanned(isLost());
      const { isOn, backfillMs, isBackfillPaused, mostAgeMs, mostBytes } = { ...defaultPlan, ...kept };
      return { isOn, rules: rules ?? defaultPlan.rules, backfillMs, isBackfillPaused, mostAgeMs, mostBytes };
    },
    onDidChange: changed.event,
    change({ source, cluster, server }, { rules, ...given }) {
      const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const checked = rules === null || rules === undefined ? undefined : checkedRules(rules);
      file.edit((list) => {
        const { rules: before, ...known }: KeptPlan = list.find((one) => one.source === source) ?? {
          source,
          cluster,
          server,
          ...unplanned(isLost()),
        };
        const next = rules === null ? undefined : (checked ?? before);
        const plan: KeptPlan = { ...known, ...said, ...(next !== undefined && { rules: next }) };
        return [...list.filter((one) => one.source !== source), plan];
      });
    },
    dispose() {
      file.dispose();
      changed.dispose();
    },
  };
}
