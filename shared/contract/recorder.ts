import { z } from 'zod';
import { planLimits, type RecorderReport, type RecordingEstimate, type RecordingRule } from '../model/recorder.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const rule: z.ZodType<RecordingRule> = z.strictObject({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(planLimits.name),
  selectors: z.array(z.string().min(1).max(planLimits.selector)).min(1).max(planLimits.selectors),
  isOn: z.boolean(),
});

const rules = z.array(rule).max(planLimits.rules);
const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().int().min(least).max(most);
const oneContext = z.strictObject({ context: contextId });

/**
 * What is recorded of the remote Prometheus that a context is connected to. Contexts of one source share it. All fail with
 * connection.notConnected without a source, with recorder.notRemote where there is no Prometheus behind it (it is scraped from here, or a record).
 */
export const recorderDomain = {
  /** At once, and at every change; at most twice a second. */
  watch: stream<RecorderReport>()(oneContext),
  /** Of these rules, or of the plan's; asks the server for counts only. */
  estimate: method<RecordingEstimate>()(z.strictObject({ context: contextId, rules: rules.optional() })),
  /** What is given replaces what was. Fails with recorder.badRule: which selector, and what is wrong with it. */
  change: method<void>()(
    z.strictObject({
      context: contextId,
      isOn: z.boolean().optional(),
      rules: rules.optional(),
      backfillMs: within(planLimits.backfillMs).optional(),
      isBackfillPaused: z.boolean().optional(),
      mostAgeMs: within(planLimits.mostAgeMs).optional(),
      mostBytes: within(planLimits.mostBytes).optional(),
    }),
  ),
  /**
   * Records every series that the expression selects from now on: a rule of its own, named after it. Says yes to recording where nobody did.
   * Nothing where a rule has just these selectors already (it is on then). Fails with query.invalid, recorder.badRule.
   */
  keep: method<void>()(z.strictObject({ context: contextId, expr: z.string().min(1).max(100_000) })),
  /** The defaults that Binnacle has for a Kubernetes cluster, in place of the plan's rules. */
  restoreRules: method<void>()(oneContext),
};
