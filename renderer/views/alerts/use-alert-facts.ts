/** What the header says of the alerts: how many fire and are pending, of how many rules, which of those fail, and when that was read. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { useStores } from '../../state/stores.tsx';
import type { ViewFact } from '../../state/view-facts.ts';
import type { AlertsModel } from './alerts-model.ts';

export function useAlertFacts(model: AlertsModel | undefined): void {
  const { t, i18n } = useTranslation('alerts');
  const { viewFacts } = useStores();
  const locale = i18n.language;
  useEffect(() => {
    if (model === undefined) return undefined;
    const { firing, pending, rules, read } = model;
    const failing = rules.filter(({ rule }) => rule.health === 'err').length;
    const facts: ViewFact[] = [
      { label: t('facts.firing'), value: formatCount(firing, locale) },
      { label: t('facts.pending'), value: formatCount(pending, locale) },
      {
        label: t('facts.rules'),
        value:
          failing === 0 ? formatCount(rules.length, locale) : t('facts.failing', { n: failing, all: rules.length }),
      },
      { label: t('facts.read'), value: { sinceMs: read.readAtMs } },
    ];
    viewFacts.setState({ facts });
    return () => viewFacts.setState({ facts: undefined });
  }, [model, viewFacts, t, locale]);
}
