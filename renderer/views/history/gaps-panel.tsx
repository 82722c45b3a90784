/** The times of which nothing is recorded: why, from when to when, how long. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Panel } from '../../components/panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { gapsOf } from './coverage-model.ts';
import { HatchMark } from './coverage-strip.tsx';
import { formatLength, formatMoment } from './formats.ts';
import styles from './gaps-panel.module.css';
import type { CoverageState } from './use-coverage.ts';

const fewGaps = 8;
/** More rows than that are not read. */
const mostGaps = 500;

export function GapsPanel({ coverage, problem }: CoverageState) {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  const [all, setAll] = useState(false);
  if (coverage === undefined) return problem === undefined ? null : <Failed problem={problem} />;
  const gaps = gapsOf(coverage.all, coverage.window.endMs);
  const nowMs = coverage.window.endMs;
  const moment = (ms: number) => formatMoment(ms, nowMs, timeZone, i18n.language);
  const shown = gaps.slice(0, all ? mostGaps : fewGaps);
  return (
    <Panel
      title={t('gaps.title')}
      note={
        gaps.length === 0
          ? undefined
          : t('gaps.note', { count: gaps.length, n: formatCount(gaps.length, i18n.language) })
      }
    >
      {gaps.length === 0 ? <p className={styles.none}>{t('gaps.none')}</p> : null}
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
              {shown.map(({ startMs, endMs, state, detail }) => (
                <tr key={startMs}>
                  <th scope="row">
                    <span className={styles.why}>
                      <HatchMark state={state === 'asleep' || state === 'unreachable' ? state : 'notRecorded'} />
                      {t(`gaps.state.${state}`)}
                    </span>
                  </th>
                  <td>{moment(startMs)}</td>
                  <td>{endMs >= nowMs ? t('gaps.still') : moment(endMs)}</td>
                  <td data-numeric="true">{formatLength(endMs - startMs)}</td>
                  <td className={styles.detail}>{plainText(detail)}</td>
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

function Failed({ problem }: { readonly problem: AppErrorData }) {
  const { t } = useTranslation('history');
  return (
    <Panel title={t('gaps.title')}>
      <ErrorPanel error={problem} />
    </Panel>
  );
}
