/** What the catalog worker does for rules (catalog-protocol.ts has the rest). Has no code. */
import type { RulesCounts, RulesLeftOut } from '../../../../../shared/model/rule.ts';
import type { PackedParts } from './packed-parts.ts';

export interface RulesRead {
  readonly counts: RulesCounts;
  readonly leftOut: RulesLeftOut;
  readonly parts: PackedParts;
}

export interface RulesJobs {
  /** An answer of `/api/v1/rules`. */
  readonly rules: { readonly input: object; readonly result: RulesRead };
  /** What a record keeps of it, whose alerts are a document of their own; undefined where it has none of then. */
  readonly keptRules: {
    readonly input: { readonly rules: string; readonly alerts: string | undefined };
    readonly result: RulesRead;
  };
}
