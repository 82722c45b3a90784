/** What the header says of the rules: how many there are in how many groups, how many fail, which group takes most of its time, and when that was read. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { useStores } from '../../state/stores.tsx';
import type { ViewFact } from '../../state/view-facts.ts';
import type { GroupModel, RulesModel } from './shown-rules.ts';

export function useRuleFacts(model: RulesModel | undefined): void {
  const { t, i18n } = useTranslation('rules');
  const { viewFacts } = useStores();
  const locale = i18n.language;
  useEffect(() => {
    if (model === undefined) return undefined;
    const { read, groups, failing } = model;
    const [busiest] = groups.toSorted((a, b) => shareOf(b) - shareOf(a));
    const facts: ViewFact[] = [
      { label: t('facts.rules'), value: formatCount(read.rules.length, locale) },
      { label: t('facts.groups'), value: formatCount(groups.length, locale) },
      { label: t('facts.failing'), value: formatCount(failing, locale) },
      ...(busiest === undefined || shareOf(busiest) < leastShown ? [] : [busiestFact(busiest)]),
      { label: t('facts.read'), value: { sinceMs: read.readAtMs } },
    ];
    function busiestFact(one: GroupModel): ViewFact {
      const share = formatFixed(shareOf(one) * 100, 0, locale);
      const name = plainText(one.group.name);
      return { label: t('facts.busiest'), value: t('facts.share', { share, name }), shrinks: true };
    }
    viewFacts.setState({ facts });
    return () => viewFacts.setState({ facts: undefined });
  }, [model, viewFacts, t, locale]);
}

/** Less is nothing that anybody looks for. */
const leastShown = 0.01;

/** How much of its interval a group takes. */
function shareOf({ group: { durationMs = 0, intervalMs = 0 } }: GroupModel): number {
  return intervalMs === 0 ? 0 : durationMs / intervalMs;
}
