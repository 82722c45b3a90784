/** The plans as their file has them (docs/formats/recordings.md). */
import { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import type { RecordingPlan, RecordingRule } from '../../../shared/model/recorder.ts';
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

const text = z.string().max(2048);

const kept = z.strictObject({
  source: z.string().regex(/^prometheus-[0-9a-f]{1,64}$/),
  ...{ cluster: text, server: text },
  isOn: z.boolean().optional(),
  rules: z.array(z.unknown()).max(200).optional(),
  backfillMs: z
    .number()
    .int()
    .min(0)
    .max(10 * 366 * dayMs)
    .optional(),
  isBackfillPaused: z.boolean().optional(),
  mostAgeMs: z
    .number()
    .int()
    .min(3_600_000)
    .max(100 * 366 * dayMs)
    .optional(),
  mostBytes: z
    .number()
    .int()
    .min(2 ** 20)
    .max(2 ** 50)
    .optional(),
});

const rule = z.strictObject({
  id: z.string(),
  name: z.string().min(1).max(200),
  selectors: z.array(z.string().min(1).max(100_000)).min(1).max(100),
  isOn: z.boolean(),
});

/** Far more than anybody has. */
const file = z.strictObject({ sources: z.array(z.unknown()).max(10_000) });

export const planFormat: DocumentFormat<PlanList> = {
  version: 1,
  empty: [],
  parse(content) {
    const parsed = file.safeParse(content);
    if (!parsed.success) return undefined;
    const found = new Map<string, KeptPlan>();
    let refused = 0;
    for (const entry of parsed.data.sources) {
      const { success, data } = kept.safeParse(entry);
      // One bad entry costs itself and no other, and so does a rule.
      if (!success || found.has(data.source)) refused += 1;
      else {
        const { rules, ...plan } = data;
        const usable = rules?.flatMap(usableRule);
        refused += (rules?.length ?? 0) - (usable?.length ?? 0);
        const known = plan as Omit<KeptPlan, 'rules'>;
        found.set(data.source, { ...known, ...(usable !== undefined && { rules: usable }) });
      }
    }
    return { value: [...found.values()], refused };
  },
  format: (sources) => ({ sources }),
};

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
