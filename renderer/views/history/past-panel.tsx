/** What was missed: how far back it is fetched from the server, how far that has come, and what stands in its way. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ChoiceMenu } from '../../components/menu.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { formatLength, formatMoment } from './formats.ts';
import { backfillChoicesMs, choicesWith } from './limits.ts';
import styles from './side-panel.module.css';

export interface PastPanelProps {
  readonly context: ContextId;
  readonly report: RecorderReport;
}

export function PastPanel({ context, report }: PastPanelProps) {
  const { t } = useTranslation('history');
  const client = useClient();
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const errorText = useErrorText();
  const { plan, backfill } = report;
  const change = (what: { backfillMs?: number; isBackfillPaused?: boolean }) =>
    void failureOf(client.recorder.change({ context, ...what })).then(setProblem);
  const lengthOf = (ms: number) => (ms === 0 ? t('past.notAtAll') : formatLength(ms));
  const isUnderWay = backfill.kind === 'running' || backfill.kind === 'yielding' || backfill.kind === 'failing';
  return (
    <Panel title={t('past.title')}>
      <div className={styles.body}>
        <div className={styles.row}>
          <span className={styles.label}>{t('past.back')}</span>
          <ChoiceMenu
            label={t('past.backNow', { time: lengthOf(plan.backfillMs) })}
            button={lengthOf(plan.backfillMs)}
            choices={choicesWith(backfillChoicesMs, plan.backfillMs).map((ms) => ({
              value: String(ms),
              label: lengthOf(ms),
            }))}
            value={String(plan.backfillMs)}
            onChange={(value) => change({ backfillMs: Number(value) })}
          />
        </div>
        {/* Another Binnacle does it, and knows how far it is. */}
        {plan.isOn === true && plan.backfillMs > 0 && report.state.kind !== 'elsewhere' ? (
          <Progress report={report} />
        ) : null}
        {plan.isOn === true && (isUnderWay || backfill.kind === 'paused') ? (
          <Button size="small" onClick={() => change({ isBackfillPaused: isUnderWay })}>
            {t(isUnderWay ? 'past.pause' : 'past.continue')}
          </Button>
        ) : null}
        {backfill.problem === undefined ? null : (
          <p className={styles.problem}>
            <StateGlyph kind="bad" />
            <span>
              {plainText(errorText(backfill.problem).verdict)} {plainText(errorText(backfill.problem).advice)}
            </span>
          </p>
        )}
        {problem === undefined ? null : (
          <p role="alert" className={styles.problem}>
            <StateGlyph kind="bad" />
            <span>{plainText(errorText(problem).verdict)}</span>
          </p>
        )}
        <p className={styles.note}>{t('past.note')}</p>
      </div>
    </Panel>
  );
}

function Progress({ report: { backfill } }: Pick<PastPanelProps, 'report'>) {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  const { kind, doneMs, totalMs, atMs, samples } = backfill;
  const locale = i18n.language;
  const facts = {
    done: formatLength(doneMs),
    total: formatLength(totalMs),
    at: atMs === undefined ? '' : formatMoment(atMs, Date.now(), timeZone, locale),
    samples: formatCount(samples, locale),
  };
  const words = () => {
    if (kind === 'none') return t('past.none');
    if (kind === 'done') return t('past.done', facts);
    return atMs === undefined ? t('past.soFar', facts) : t('past.soFarAt', facts);
  };
  return (
    <div className={styles.progress}>
      {kind === 'none' ? null : (
        <NeatlineProgress label={t('past.title')} part={totalMs === 0 ? 1 : doneMs / totalMs} />
      )}
      <p className={styles.value}>{words()}</p>
      {kind === 'paused' || kind === 'yielding' ? <p className={styles.second}>{t(`past.${kind}`)}</p> : null}
      {samples > 0 ? <p className={styles.second}>{t('past.samples', { count: samples, ...facts })}</p> : null}
    </div>
  );
}
