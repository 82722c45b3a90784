/** Where nobody says anything of itself: what is scraped from here, and a record of samples alone. What Binnacle knows of its own store is shown. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { useClient } from '../../client/hooks.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAsked } from '../../state/asked.tsx';
import { storedOf } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import { useSources } from '../../state/use-sources.ts';
import { Body } from './body.tsx';
import { type FactRow, FactRows } from './facts.tsx';
import { formatMoment } from './formats.ts';
import styles from './no-answer.module.css';

export function OwnPart() {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const { id, context, name, record } = useAsked();
  const { sources } = useSources();
  const stored = record ?? storedOf(sources ?? [], context);
  const version = useVersion();
  const isScraped = stored === undefined || stored.kind === 'scraped';
  const moment = (ms: number | undefined) => (ms === undefined ? undefined : formatMoment(ms, timeZone));
  const rows: readonly FactRow[] = [
    { label: t('own.version'), value: version, mono: true },
    ...(stored === undefined
      ? []
      : [
          { label: t('own.source'), value: stored.source, mono: true },
          { label: t('own.series'), value: formatCount(stored.series, locale) },
          { label: t('own.bytes'), value: formatBytes(stored.bytes, { locale }) },
          { label: t('own.first'), value: moment(stored.firstMs) },
          { label: t('own.last'), value: moment(stored.lastMs) },
        ]),
  ];
  return (
    <Body label={t('own.label')} key={id}>
      <div className={styles.panel}>
        <Empty title={t(isScraped ? 'own.scraped' : 'own.samples', { name: plainText(name) })}>
          {t(isScraped ? 'own.scrapedWhy' : 'own.samplesWhy')}
        </Empty>
      </div>
      <Panel title={t('own.title')} note={t('own.note')}>
        <FactRows rows={rows} words={{ nothing: t('value.nothing'), notSaid: t('own.notYet') }} />
      </Panel>
    </Body>
  );
}

/** Of Binnacle; undefined while it is asked for. */
function useVersion(): string | undefined {
  const client = useClient();
  const [version, setVersion] = useState<string | undefined>();
  useEffect(() => {
    const controller = new AbortController();
    client.application.info({}, { signal: controller.signal }).then(
      (info) => setVersion(info.version),
      // Then the link is down, and the whole page says so.
      () => undefined,
    );
    return () => controller.abort();
  }, [client]);
  return version;
}
