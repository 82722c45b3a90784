/** An alert of the history that is open: all its labels, and each time that it was pending or fired, with the ways on from there. */

import { formatLongSpan } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import type { HistorySpan } from '../../../../shared/model/alert-history.ts';
import { Button } from '../../../components/button.tsx';
import details from '../../../components/details.module.css';
import { Pairs } from '../../../components/pairs.tsx';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import type { AlertHistory, RuleHistory } from './history-model.ts';
import type { HistoryRowActions } from './history-row-actions.ts';
import { useHistoryTexts } from './history-texts.tsx';

export interface HistoryDetailsProps {
  readonly rule: RuleHistory;
  readonly alert: AlertHistory;
  readonly actions: HistoryRowActions;
}

/** More are seen in the bars. */
const mostListed = 20;

export function HistoryDetails({ rule, alert, actions }: HistoryDetailsProps) {
  const { t, locale } = useHistoryTexts();
  const listed = alert.spans.slice(-mostListed).reverse();
  const earlier = alert.spans.length - listed.length;
  return (
    <section className={details.details} aria-label={t('details.label')}>
      <div className={styles.columns}>
        <div>
          <h4 className={details.title}>{t('details.spans')}</h4>
          <table className={styles.spans}>
            <thead>
              <tr>
                {(['state', 'from', 'to', 'time'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`details.${column}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {listed.map((span) => (
                <SpanRow key={`${span.state} ${span.fromMs}`} {...{ span, rule, alert, actions }} />
              ))}
            </tbody>
          </table>
          {earlier === 0 ? null : (
            <p className={details.faint}>{t('details.earlier', { count: earlier, n: formatCount(earlier, locale) })}</p>
          )}
        </div>
        <div>
          <Pairs title={t('details.labels')} pairs={alert.labels} look="label" none={t('details.none')} />
          <p className={styles.ruleNow}>
            <Button size="small" onClick={() => actions.onRuleNow(rule)}>
              {t('details.ruleNow')}
            </Button>
          </p>
        </div>
      </div>
    </section>
  );
}

interface SpanRowProps extends HistoryDetailsProps {
  readonly span: HistorySpan;
}

function SpanRow({ span, rule, alert, actions }: SpanRowProps) {
  const { t, timeZone, window } = useHistoryTexts();
  const { state, fromMs, toMs, began, ended, mayFromMs, mayToMs } = span;
  const [from, to] = [momentText(fromMs, timeZone), momentText(toMs, timeZone)];
  const time = formatLongSpan(toMs - fromMs);
  const isLeast = mayFromMs !== undefined || mayToMs !== undefined;
  const asOf = actions.asOf(fromMs);
  return (
    <tr>
      <td data-look={state}>{t(`details.states.${state}`)}</td>
      <td>
        {mayFromMs !== undefined ? (
          <Range fromMs={mayFromMs} toMs={fromMs} />
        ) : began ? (
          from
        ) : (
          <span title={t('row.beforeTitle')}>{t('row.before')}</span>
        )}
      </td>
      <td>
        {mayToMs !== undefined ? (
          <Range fromMs={toMs} toMs={mayToMs} />
        ) : ended ? (
          to
        ) : toMs >= window.endMs ? (
          t('row.goesOn')
        ) : (
          t('row.unknownEnd')
        )}
      </td>
      <td className={styles.number}>{isLeast ? t('row.atLeast', { time }) : time}</td>
      <td className={styles.ways}>
        <Button
          size="small"
          look="quiet"
          title={t('details.exploreTitle', { time: from })}
          onClick={() => actions.onExplore(alert, span)}
        >
          {t('details.explore')}
        </Button>
        {asOf === undefined ? null : (
          <Button size="small" look="quiet" title={t('details.asOfTitle', { time: from })} onClick={asOf}>
            {t('details.asOf')}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => actions.onZoomTo(rule, span)}>
          {t('details.zoom')}
        </Button>
      </td>
    </tr>
  );
}

/** Between two lists that were kept. */
function Range({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  const { t, timeZone } = useHistoryTexts();
  const [from, to] = [momentText(fromMs, timeZone), momentText(toMs, timeZone)];
  const isOneDay = from.slice(0, dayLength) === to.slice(0, dayLength);
  return (
    <span title={t('row.between', { from, to })}>
      {from} – {isOneDay ? to.slice(dayLength).trim() : to}
    </span>
  );
}

const dayLength = '2026-11-30'.length;
