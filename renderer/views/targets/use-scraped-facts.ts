/** What the header says of the targets: how many are up, samples a second, the slowest scrape, and when that was read. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { useStores } from '../../state/stores.tsx';
import type { ViewFact } from '../../state/view-facts.ts';
import { formatScrape } from './format-texts.ts';
import { countOf, type TargetsModel } from './targets-model.ts';

export function useScrapedFacts(model: TargetsModel | undefined): void {
  const { t, i18n } = useTranslation('targets');
  const { viewFacts } = useStores();
  const locale = i18n.language;
  useEffect(() => {
    if (model === undefined) return undefined;
    const { counts, samplesPerSecond, slowest, reading } = model;
    const facts: ViewFact[] = [
      {
        label: t('facts.targets'),
        value: t('facts.up', { up: formatCount(counts.up, locale), all: formatCount(countOf(counts), locale) }),
      },
    ];
    if (samplesPerSecond !== undefined)
      facts.push({ label: t('facts.rate'), value: formatCount(samplesPerSecond, locale) });
    if (slowest !== undefined) {
      const value = t('facts.slowestOf', { time: formatScrape(slowest.durationMs, locale), pool: slowest.pool });
      facts.push({ label: t('facts.slowest'), value, title: value, shrinks: true });
    }
    facts.push({ label: t('facts.read'), value: { sinceMs: reading.readAtMs } });
    viewFacts.setState({ facts });
    return () => viewFacts.setState({ facts: undefined });
  }, [model, viewFacts, t, locale]);
}
