/** An open alert: what its annotations say, all its labels, its value, since when, and the expression around then. */
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatExact } from '../../../shared/format/number.ts';
import { formatLabels, type Labels, labelPairs, labelValue } from '../../../shared/model/labels.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import styles from '../../components/details.module.css';
import { LinkedText, Pairs } from '../../components/pairs.tsx';
import { useSharedNow } from '../../components/shared-now.tsx';
import { AlertGraph } from './alert-graph.tsx';
import type { AlertModel } from './alerts-model.ts';
import type { Explore } from './row-actions.ts';
import { momentText, useRowTexts } from './row-texts.tsx';

export interface AlertDetailsProps {
  readonly model: AlertModel;
  readonly onExplore: Explore;
}

const runbookName = 'runbook_url';

export function AlertDetails({ model: { alert, rule }, onExplore }: AlertDetailsProps) {
  const { t } = useRowTexts();
  const { labels, annotations, leftOut, otherRules } = alert;
  const runbook = labelValue(annotations, runbookName) ?? '';
  const rest: Labels = labelPairs(annotations).flatMap(([name, value]) => (name === runbookName ? [] : [name, value]));
  return (
    <section className={styles.details} aria-label={t('alert.details')}>
      <div className={styles.columns}>
        <div>
          {runbook === '' ? null : (
            <p className={styles.runbook}>
              <span>{t('alert.runbook')}</span>
              <LinkedText text={runbook} />
            </p>
          )}
          <Pairs title={t('rule.annotations')} pairs={rest} look="annotation" none={t('pairs.none')} />
        </div>
        <div>
          <Pairs title={t('rule.labels')} pairs={labels} look="label" none={t('pairs.none')} />
          {leftOut === 0 ? null : <p className={styles.faint}>{t('pairs.leftOut', { count: leftOut })}</p>}
        </div>
        <div className={styles.actions}>
          <Times model={{ alert, rule }} />
          {otherRules === 0 ? null : <p className={styles.faint}>{t('alert.otherRules', { count: otherRules })}</p>}
          {rule === undefined ? (
            <p className={styles.faint}>{t('alert.noRule')}</p>
          ) : (
            <Button size="small" onClick={() => onExplore(rule, alert)}>
              {t('rule.explore')}
            </Button>
          )}
          <span className={styles.copies}>
            <CopyButton text={() => formatLabels(labels)} label={t('alert.copyLabels')} look="quiet" />
          </span>
        </div>
      </div>
      {rule === undefined ? null : <AlertGraph rule={rule} alert={alert} />}
    </section>
  );
}

function Times({ model: { alert } }: { readonly model: Pick<AlertModel, 'alert' | 'rule'> }) {
  const { t, timeZone, asOfMs } = useRowTexts();
  const sharedMs = useSharedNow();
  const nowMs = asOfMs ?? sharedMs;
  const { activeAtMs, value, keepFiringSinceMs, state } = alert;
  const span = (ms: number) => formatSpan(nowMs - ms, { wholeSeconds: true });
  return (
    <p className={styles.times}>
      {activeAtMs === undefined ? null : (
        <span>{t(`alert.since.${state}`, { at: momentText(activeAtMs, timeZone), time: span(activeAtMs) })}</span>
      )}
      {keepFiringSinceMs === undefined ? null : (
        <span>
          {t('alert.keptSince', { at: momentText(keepFiringSinceMs, timeZone), time: span(keepFiringSinceMs) })}
        </span>
      )}
      <span>{value === undefined ? t('alert.noValue') : t('alert.value', { value: formatExact(value) })}</span>
    </p>
  );
}
