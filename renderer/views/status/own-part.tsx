/**
 * Where no server says anything of itself: what is scraped from here, and a record of samples alone. Binnacle stands in its place: its process, what
 * scraping costs, and its store.
 */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { OwnRuntime } from '../../../shared/model/own-runtime.ts';
import type { ScrapeLoad } from '../../../shared/model/scrape-load.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { useClient } from '../../client/hooks.tsx';
import { Empty } from '../../components/empty.tsx';
import { Fact, type FactRow, FactRows, FactsStrip } from '../../components/fact-rows.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { Panel } from '../../components/panel.tsx';
import { Body, Columns } from '../../components/part-body.tsx';
import { useNow } from '../../components/use-now.ts';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { useAsked } from '../../state/asked.tsx';
import { storedOf } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import { useSources } from '../../state/use-sources.ts';
import styles from './no-answer.module.css';

const everyMs = 5000;

export function OwnPart() {
  const { t } = useTranslation('status');
  const { id, context, name, record } = useAsked();
  const { sources } = useSources();
  const stored = record ?? storedOf(sources ?? [], context);
  const isScraped = stored === undefined || stored.kind === 'scraped';
  const runtime = useRuntime(id);
  return (
    <Body label={t('own.label')} key={id}>
      <div className={styles.panel}>
        <Empty title={t(isScraped ? 'own.scraped' : 'own.samples', { name: plainText(name) })}>
          {t(isScraped ? 'own.scrapedWhy' : 'own.samplesWhy')}
        </Empty>
      </div>
      {runtime === undefined ? null : <Strip runtime={runtime} />}
      <Columns>
        <div className={styles.stack}>
          {runtime === undefined ? null : <ProcessPanel runtime={runtime} />}
          {stored === undefined ? null : <StorePanel stored={stored} />}
        </div>
        {runtime?.load === undefined ? null : <LoadPanel load={runtime.load} />}
      </Columns>
    </Body>
  );
}

function Strip({ runtime }: { readonly runtime: OwnRuntime }) {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const nowMs = useNow(true);
  const { version, runsOn, startMs, residentBytes, heapBytes, cpuSeconds, load } = runtime;
  return (
    <FactsStrip>
      <Fact label={t('own.version')} value={version}>
        {runsOn}
      </Fact>
      <Fact label={t('strip.up')} value={formatLength(nowMs - startMs)}>
        {t('strip.since', { time: formatMoment(startMs, timeZone) })}
      </Fact>
      <Fact label={t('own.memory')} value={formatBytes(residentBytes, { locale })}>
        {t('own.heap', { bytes: formatBytes(heapBytes, { locale }) })}
      </Fact>
      <Fact label={t('own.cpu')} value={`${formatFixed(cpuSeconds, 1, locale)} s`}>
        {t('own.cpuOf')}
      </Fact>
      {load === undefined ? null : (
        <Fact
          label={t('own.targets')}
          value={t('own.targetsUp', {
            up: formatCount(load.targetsUp, locale),
            all: formatCount(load.targets, locale),
          })}
          tone={load.targetsUp < load.targets ? 'bad' : undefined}
        >
          {t('own.samplesPerSecond', {
            count: load.samplesPerSecond,
            samples: formatFixed(load.samplesPerSecond, 1, locale),
          })}
        </Fact>
      )}
    </FactsStrip>
  );
}

function useWords() {
  const { t } = useTranslation('status');
  return { nothing: t('value.nothing'), notSaid: t('own.notYet') };
}

function ProcessPanel({ runtime }: { readonly runtime: OwnRuntime }) {
  const { t, i18n } = useTranslation('status');
  const rows: readonly FactRow[] = [
    { label: t('own.host'), value: t(`own.hosts.${runtime.host}`) },
    { label: t('own.runsOn'), value: runtime.runsOn, mono: true },
    { label: t('own.platform'), value: runtime.platform, mono: true },
    { label: t('own.pid'), value: String(runtime.pid), mono: true },
    { label: t('own.processors'), value: formatCount(runtime.processors, i18n.language) },
    { label: t('own.dataDir'), value: runtime.dataDir, mono: true },
  ];
  return (
    <Panel title={t('own.process')} note={t('own.note')}>
      <FactRows rows={rows} words={useWords()} />
    </Panel>
  );
}

function LoadPanel({ load }: { readonly load: ScrapeLoad }) {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const count = (value: number) => formatCount(value, locale);
  const rows: readonly FactRow[] = [
    { label: t('own.targets'), value: t('own.targetsUp', { up: count(load.targetsUp), all: count(load.targets) }) },
    { label: t('own.scrapedSeries'), value: count(load.series) },
    { label: t('own.scrapes'), value: `${formatFixed(load.scrapesPerSecond, 2, locale)} /s` },
    { label: t('own.sampleRate'), value: `${formatFixed(load.samplesPerSecond, 1, locale)} /s` },
    { label: t('own.byteRate'), value: `${formatBytes(load.bytesPerSecond, { locale })}/s` },
    { label: t('own.underWay'), value: count(load.underWay) },
    { label: t('own.waiting'), value: count(load.waiting) },
    { label: t('own.late'), value: count(load.late) },
    { label: t('own.skipped'), value: count(load.skipped) },
  ];
  return (
    <Panel title={t('own.load')} note={t('own.loadNote')}>
      <FactRows rows={rows} words={useWords()} />
    </Panel>
  );
}

type Stored = Pick<StoredSource, 'source' | 'series' | 'bytes' | 'firstMs' | 'lastMs'>;

function StorePanel({ stored }: { readonly stored: Stored }) {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const moment = (ms: number | undefined) => (ms === undefined ? undefined : formatMoment(ms, timeZone));
  const rows: readonly FactRow[] = [
    { label: t('own.source'), value: stored.source, mono: true },
    { label: t('own.series'), value: formatCount(stored.series, locale) },
    { label: t('own.bytes'), value: formatBytes(stored.bytes, { locale }) },
    { label: t('own.first'), value: moment(stored.firstMs) },
    { label: t('own.last'), value: moment(stored.lastMs) },
  ];
  return (
    <Panel title={t('own.title')} note={t('own.note')}>
      <FactRows rows={rows} words={useWords()} />
    </Panel>
  );
}

/** Asked again every so often while it is looked at; undefined until it was told once. */
function useRuntime(context: ContextId): OwnRuntime | undefined {
  const client = useClient();
  const seen = usePageSeen();
  const [runtime, setRuntime] = useState<OwnRuntime | undefined>();
  useEffect(() => {
    if (!seen) return undefined;
    const controller = new AbortController();
    const ask = () =>
      client.application.runtime({ context }, { signal: controller.signal }).then(setRuntime, () => {
        // Then the link is down, and the whole page says so.
      });
    void ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [client, context, seen]);
  return runtime;
}
