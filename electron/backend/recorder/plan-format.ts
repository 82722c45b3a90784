/** The plans as their file has them (docs/formats/recordings.md). */
import { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import { planLimits, type RecordingPlan, type RecordingRule } from '../../../shared/model/recorder.ts';
import type { DocumentFormat } from '../base/json-document.ts';
import type { HistoryIdentity } from '../history/service/history-identity.ts';
import { defaultRules } from './default-rules.ts';
import { checkedRules } from './rules.ts';

/** What is kept of a source; what nobody said is not in it. */
export interface KeptPlan extends Partial<Omit<RecordingPlan, 'rules'>> {
  /** The folder's name, each once. */
  readonly source: string;
  readonly cluster: HistoryIdentity['cluster'];
  readonly server: HistoryIdentity['server'];
  /** Undefined: those that Binnacle has. */
  readonly rules?: readonly RecordingRule[] | undefined;
}

export type PlanList = readonly KeptPlan[];

const dayMs = 86_400_000;

export const defaultPlan: RecordingPlan = {
  isOn: undefined,
  rules: defaultRules,
  backfillMs: dayMs,
  isBackfillPaused: false,
  mostAgeMs: 30 * dayMs,
  mostBytes: 10 * 2 ** 30,
};

/** What keeps the longest: nothing is to go by a retention that a person did not choose. */
const longestKept = { mostAgeMs: planLimits.mostAgeMs.most, mostBytes: planLimits.mostBytes.most };

/** Of a source without an entry. @param isLost there may have been one that could not be read */
export function unplanned(isLost: boolean): Pick<KeptPlan, 'mostAgeMs' | 'mostBytes'> {
  return isLost ? longestKept : {};
}

const text = z.string().max(2048);
const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().int().min(least).max(most);

const sourceName = z.string().regex(/^prometheus-[0-9a-f]{1,64}$/);
const isOn = z.boolean().optional();
const backfillMs = within(planLimits.backfillMs).optional();
const mostAgeMs = within(planLimits.mostAgeMs).optional();
const mostBytes = within(planLimits.mostBytes).optional();
const isBackfillPaused = z.boolean().optional();
const rules = z.array(z.unknown()).optional();

const kept = z.strictObject({
  source: sourceName,
  cluster: text,
  server: text,
  isOn,
  rules,
  backfillMs,
  isBackfillPaused,
  mostAgeMs,
  mostBytes,
});

/** What of a bad entry can be used; where it said how long to keep it cannot be told, and then that is for as long as can be. */
const partlyKept = z.object({
  source: sourceName,
  // For people: the source's name says it.
  cluster: text.catch(''),
  server: text.catch(''),
  isOn: isOn.catch(undefined),
  rules: rules.catch(undefined),
  backfillMs: backfillMs.catch(undefined),
  isBackfillPaused: isBackfillPaused.catch(undefined),
  mostAgeMs: mostAgeMs.catch(longestKept.mostAgeMs),
  mostBytes: mostBytes.catch(longestKept.mostBytes),
});

const rule = z.strictObject({
  id: z.string(),
  name: z.string().min(1).max(planLimits.name),
  selectors: z.array(z.string().min(1).max(planLimits.selector)).min(1).max(planLimits.selectors),
  isOn: z.boolean(),
});

const file = z.strictObject({ sources: z.array(z.unknown()) });

/** Far more than anybody has. What was changed last stands last. */
const mostSources = 10_000;

export const planFormat: DocumentFormat<PlanList> = {
  version: 1,
  empty: [],
  parse(content) {
    const parsed = file.safeParse(content);
    if (!parsed.success) return undefined;
    const entries = parsed.data.sources.slice(-mostSources);
    const found = new Map<string, KeptPlan>();
    const partly = new Map<string, KeptPlan>();
    let refused = parsed.data.sources.length - entries.length;
    // A bad entry costs what is bad in it, and no other entry; a rule costs itself.
    for (const entry of entries) {
      const whole = kept.safeParse(entry);
      const { data } = whole.success ? whole : partlyKept.safeParse(entry);
      const isSecond = data !== undefined && found.has(data.source);
      if (!whole.success || isSecond) refused += 1;
      if (data === undefined || isSecond) continue;
      const { plan, refusedRules } = planOf(data);
      refused += refusedRules;
      (whole.success ? found : partly).set(data.source, plan);
    }
    return { value: [...new Map([...partly, ...found]).values()], refused };
  },
  format: (sources) => ({ sources }),
};

function planOf({ rules: given, ...plan }: z.infer<typeof kept>): {
  readonly plan: KeptPlan;
  readonly refusedRules: number;
} {
  const said = Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined));
  const known = said as unknown as Omit<KeptPlan, 'rules'>;
  if (given === undefined) return { plan: known, refusedRules: 0 };
  const usable = new Map(given.flatMap(usableRule).map((one) => [one.id, one]));
  const most = [...usable.values()].slice(0, planLimits.rules);
  return { plan: { ...known, rules: most }, refusedRules: given.length - most.length };
}

function usableRule(value: unknown): readonly RecordingRule[] {
  const { success, data } = rule.safeParse(value);
  if (!success) return [];
  try {
    return checkedRules([data]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [];
  }
}
