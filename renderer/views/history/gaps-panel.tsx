/** The times of which nothing is recorded, of everything or of a rule: why, from when to when, how long; and since when there is anything. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { RecordingRule } from '../../../shared/model/recorder.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { HatchMark } from '../../charts/hatches.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { type GapDetailText, useGapDetail } from '../../components/gap-detail.ts';
import { Panel } from '../../components/panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { begunMs, rowGaps } from './coverage-model.ts';
import { formatLength, formatMoment } from './formats.ts';
import styles from './gaps-panel.module.css';
import type { Coverage, CoverageState } from './use-coverage.ts';

const fewGaps = 8;
/** More rows than that are not read. */
const mostGaps = 500;

export interface GapsPanelProps extends CoverageState {
  /** Those that are shown; what is switched off was not asked for, and is no gap. */
  readonly rules: readonly RecordingRule[];
}

export function GapsPanel({ coverage, problem, rules }: GapsPanelProps) {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  const [all, setAll] = useState(false);
  const beforeText = useBefore();
  const detailText = useGapDetail();
  if (coverage === undefined) return problem === undefined ? null : <Failed problem={problem} />;
  const rows = rowsOf(coverage, rules);
  const gaps = rowGaps(coverage.all, rows, coverage.window.endMs);
  const nowMs = coverage.window.endMs;
  const moment = (ms: number) => formatMoment(ms, nowMs, timeZone, i18n.language);
  const shown = gaps.slice(0, all ? mostGaps : fewGaps);
  const before = beforeText(coverage, rows);
  return (
    <Panel
      title={t('gaps.title')}
      note={
        gaps.length === 0
          ? undefined
          : t('gaps.note', { count: gaps.length, n: formatCount(gaps.length, i18n.language) })
      }
    >
      {gaps.length === 0 || before !== undefined ? (
        <p className={styles.none}>
          {gaps.length === 0 ? t(before === undefined ? 'gaps.none' : 'gaps.noneSince') : null} {before}
        </p>
      ) : null}
      {gaps.length === 0 ? null : (
        <div className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('gaps.why')}</th>
                <th scope="col">{t('gaps.from')}</th>
                <th scope="col">{t('gaps.to')}</th>
                <th scope="col" data-numeric="true">
                  {t('gaps.length')}
                </th>
                <th scope="col">{t('gaps.detail')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ startMs, endMs, state, detail, rules: of }) => (
                <tr key={`${startMs} ${endMs} ${of.join(' ')}`}>
                  <th scope="row">
                    <span className={styles.why}>
                      <HatchMark state={state === 'asleep' || state === 'unreachable' ? state : 'notRecorded'} />
                      {t(`gaps.state.${state}`)}
                    </span>
                  </th>
                  <td>{moment(startMs)}</td>
                  <td>{endMs >= nowMs ? t('gaps.still') : moment(endMs)}</td>
                  <td data-numeric="true">{formatLength(endMs - startMs)}</td>
                  <td className={styles.detail}>
                    {of.length === 0 ? null : t('gaps.only', { rules: plainText(of.join(', ')) })}{' '}
                    <Detail detail={detailText(detail, moment)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {gaps.length > shown.length && !all ? (
        <div className={styles.foot}>
          <Button size="small" onClick={() => setAll(true)}>
            {t('gaps.all', { count: gaps.length, n: formatCount(gaps.length, i18n.language) })}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

/** A server's words, or a message of whoever wrote it down, are in English wherever they are read. */
function Detail({ detail: { text, words } }: { readonly detail: GapDetailText }) {
  const { t } = useTranslation('record');
  return (
    <>
      {text}
      {words === '' ? null : (
        <>
          {text === '' ? null : ' · '}
          <code lang="en" title={t('detail.words')}>
            {words}
          </code>
        </>
      )}
    </>
  );
}

function rowsOf({ byRule }: Coverage, rules: readonly RecordingRule[]): ReadonlyMap<string, readonly CoverageSpan[]> {
  const rows = new Map<string, readonly CoverageSpan[]>();
  for (const { id, name, isOn } of rules) {
    const spans = byRule.get(id);
    if (isOn && spans !== undefined) rows.set(name, spans);
  }
  return rows;
}

/** Since when there is anything, and which rules began later: what was before was not asked for. */
function useBefore() {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  return ({ all, window }: Coverage, rows: ReadonlyMap<string, readonly CoverageSpan[]>): string | undefined => {
    const moment = (ms: number) => formatMoment(ms, window.endMs, timeZone, i18n.language);
    const firstMs = begunMs(all, window);
    const later = [...rows].flatMap(([name, spans]) => {
      const ms = begunMs(spans, { ...window, startMs: firstMs ?? window.startMs });
      return ms === undefined ? [] : [t('gaps.ruleSince', { name: plainText(name), time: moment(ms) })];
    });
    const words = [
      ...(firstMs === undefined ? [] : [t('gaps.before', { time: moment(firstMs) })]),
      ...(later.length === 0 ? [] : [t('gaps.later', { rules: later.join(', ') })]),
    ];
    return words.length === 0 ? undefined : words.join(' ');
  };
}

function Failed({ problem }: { readonly problem: AppErrorData }) {
  const { t } = useTranslation('history');
  return (
    <Panel title={t('gaps.title')}>
      <ErrorPanel error={problem} />
    </Panel>
  );
}
