/** What the rows of the list do. */
import type { ActiveAlert, AlertingRule } from '../../../shared/model/rule.ts';
import type { RuleModel } from './alerts-model.ts';

export interface RowActions {
  readonly onToggleSection: (key: string) => void;
  readonly onToggleAlert: (key: string) => void;
  /** Of what stands below a row's first line, by the row's key. */
  readonly onHeight: (row: string, heightPx: number) => void;
  readonly onExplore: Explore;
  readonly onTry: TryRule;
}

/** Opens the rule to be tried on the past. */
export type TryRule = (model: RuleModel) => void;

/** Leads to the Explorer: to the expression of a rule, around when an alert of it became active. */
export type Explore = (rule: AlertingRule, alert: ActiveAlert | undefined) => void;
