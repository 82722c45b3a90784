/** What the header says of a history: how many rules and alerts fired, how many of those at its end, and when that was read. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { countAt } from '../../../../shared/model/alert-history.ts';
import { useStores } from '../../../state/stores.tsx';
import type { ViewFact } from '../../../state/view-facts.ts';
import type { ShownHistory } from './shown-history.ts';

export function useHistoryFacts(shown: ShownHistory | undefined): void {
  const { t, i18n } = useTranslation('alertHistory');
  const { viewFacts } = useStores();
  const locale = i18n.language;
  useEffect(() => {
    if (shown === undefined) return undefined;
    const { firedRules, firedAlerts, rules, model } = shown;
    // A span has no end in it: what goes on has the state just before.
    const lastMs = model.found.window.endMs - 1;
    const goesOn = rules.reduce((sum, { rule }) => sum + countAt(rule.tallies.firing, lastMs), 0);
    const facts: ViewFact[] = [
      { label: t('facts.rules'), value: formatCount(firedRules, locale) },
      { label: t('facts.alerts'), value: formatCount(firedAlerts, locale) },
      { label: t('facts.goesOn'), value: formatCount(goesOn, locale) },
      { label: t('facts.read'), value: { sinceMs: model.found.readAtMs } },
    ];
    viewFacts.setState({ facts });
    return () => viewFacts.setState({ facts: undefined });
  }, [shown, viewFacts, t, locale]);
}
