/** The numbers of a source in one row: series, disk, since when, the newest sample, and how far the past has been filled in. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import type { RecordingFacts } from '../../../shared/model/recording.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import look from '../../components/facts.module.css';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { useNow } from '../../components/use-now.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './facts-strip.module.css';
import { formatLength, formatMoment } from './formats.ts';
import { sourceNumbers } from './source-numbers.ts';
import type { SourceState } from './source-state.ts';

export interface FactsStripProps {
  readonly state: SourceState;
  readonly stored: StoredSource | undefined;
  /** Of what is scraped from here. */
  readonly facts: RecordingFacts | undefined;
}

export function FactsStrip({ state, stored, facts }: FactsStripProps) {
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const nowMs = useNow();
  const report = 'report' in state ? state.report : undefined;
  const moment = (ms: number) => formatMoment(ms, nowMs, timeZone, locale);
  const { series, lastLook, bytes, firstMs, newestMs, hasJustBegun } = sourceNumbers(state, stored, facts);
  const isGoing = state.kind === 'recording' || state.kind === 'scraped';
  const mostBytes = report?.plan.mostBytes;
  return (
    <dl className={look.strip}>
      <Fact label={t('facts.series')} value={formatCount(series, locale)}>
        {lastLook === undefined ? t('facts.everRecorded') : t('facts.now', { series: formatCount(lastLook, locale) })}
      </Fact>
      <Fact
        label={t('facts.disk')}
        value={bytes === undefined ? undefined : formatBytes(bytes, { locale })}
        bar={mostBytes === undefined ? undefined : (bytes ?? 0) / mostBytes}
      >
        {mostBytes === undefined ? t('facts.onDisk') : t('facts.of', { size: formatBytes(mostBytes, { locale }) })}
      </Fact>
      <Fact
        label={t('facts.length')}
        value={firstMs === undefined || newestMs === undefined ? undefined : formatLength(newestMs - firstMs)}
      >
        {firstMs === undefined
          ? t(hasJustBegun ? 'facts.begun' : 'facts.nothing')
          : t('facts.since', { time: moment(firstMs) })}
      </Fact>
      <Fact
        label={isGoing ? t('facts.newest') : t('facts.lastSeen')}
        value={
          newestMs === undefined ? undefined : t('facts.ago', { time: formatLength(Math.max(0, nowMs - newestMs)) })
        }
      >
        {newestMs === undefined ? t('facts.noneYet') : moment(newestMs)}
      </Fact>
      {state.kind === 'recording' && report !== undefined && report.backfill.totalMs > 0 ? (
        <Past report={report} moment={moment} />
      ) : null}
    </dl>
  );
}

interface PastProps {
  readonly report: Extract<SourceState, { kind: 'recording' }>['report'];
  readonly moment: (ms: number) => string;
}

function Past({ report: { backfill }, moment }: PastProps) {
  const { t } = useTranslation('history');
  const { doneMs, totalMs, atMs } = backfill;
  return (
    <Fact label={t('facts.past')} value={formatLength(doneMs)} scale={doneMs / totalMs}>
      {atMs === undefined || backfill.kind === 'done'
        ? t('facts.pastOf', { time: formatLength(totalMs) })
        : t('facts.pastAt', { time: formatLength(totalMs), at: moment(atMs) })}
    </Fact>
  );
}

interface FactProps {
  readonly label: string;
  /** Undefined where there is none: a hatch says so. */
  readonly value: string | undefined;
  /** 0 to 1: how full it is. */
  readonly bar?: number | undefined;
  /** 0 to 1: how much is done. */
  readonly scale?: number | undefined;
  readonly children: ReactNode;
}

/** From here on, what fills up is near its limit. */
const nearLimit = 0.8;

function Fact({ label, value, bar, scale, children }: FactProps) {
  return (
    <div className={look.fact}>
      <dt className={look.label}>{label}</dt>
      <dd className={look.value}>
        {value ?? <span className={look.none} />}
        {bar === undefined ? null : (
          <svg className={styles.bar} width="100%" height="6" aria-hidden="true" data-near={bar >= nearLimit}>
            <rect className={styles.ground} width="100%" height="6" />
            <rect className={styles.filled} width={`${Math.min(1, bar) * 100}%`} height="6" />
          </svg>
        )}
        {scale === undefined ? null : <NeatlineProgress label={label} part={scale} />}
        <span className={look.second}>{children}</span>
      </dd>
    </div>
  );
}
