/** A rule, and an alert of it, in the history: what it is, when it was pending and fired, from when to when, for how long, how often. */
import { type MouseEvent, memo, type ReactNode } from 'react';
import { formatLongSpan } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { formatLabels, labelValue } from '../../../../shared/model/labels.ts';
import { AlertBars, type BarWeight } from '../../../charts/alert-bars.tsx';
import { MiddleText } from '../../../charts/middle-text.tsx';
import { Below } from '../../../components/below.tsx';
import { Caret, Cell, GridRow } from '../../../components/grid-parts.tsx';
import { isRowClick } from '../../../components/row-click.ts';
import { isSameFrame, type RowFrame } from '../../../components/row-frame.ts';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import { HistoryDetails } from './history-details.tsx';
import type { AlertHistory, RuleHistory } from './history-model.ts';
import type { HistoryRowActions } from './history-row-actions.ts';
import { useHistoryTexts } from './history-texts.tsx';
import type { HistoryRow, ShownRule } from './shown-history.ts';

export interface HistoryRowProps {
  readonly row: HistoryRow;
  readonly frame: RowFrame;
  readonly actions: HistoryRowActions;
}

export const HistoryRowView = memo(
  function HistoryRowView({ row, frame, actions }: HistoryRowProps) {
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (!isRowClick(event)) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onToggle(row);
    };
    if (row.kind === 'rule')
      return (
        <GridRow frame={frame} level={1} open={row.open} className={styles.rule} onClick={toggle}>
          <Line history={row.shown.rule} rule={row.shown.rule} open={row.open}>
            <RuleName shown={row.shown} />
          </Line>
        </GridRow>
      );
    const { rule, alert, open, place, of } = row;
    return (
      <GridRow frame={frame} level={2} open={open} place={{ at: place, of }} className={styles.alert} onClick={toggle}>
        <Line history={alert} rule={rule} open={open}>
          <span title={plainText(formatLabels(alert.labels))}>
            <MiddleText>{alertName(rule, alert)}</MiddleText>
          </span>
        </Line>
        {open ? (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            <HistoryDetails {...{ rule, alert, actions }} />
          </Below>
        ) : null}
      </GridRow>
    );
  },
  (a, b) => a.row === b.row && a.actions === b.actions && isSameFrame(a.frame, b.frame),
);

/** Its values alone, as far as they tell it apart: what they are of stands in the whole. */
function alertName(rule: RuleHistory, { labels }: AlertHistory): string {
  const values = rule.naming.flatMap((name) => labelValue(labels, name) ?? []);
  return plainText(values.length === 0 ? formatLabels(labels) : values.join(' · '));
}

function RuleName({ shown: { rule, all } }: { readonly shown: ShownRule }) {
  const { t, locale } = useHistoryTexts();
  const n = formatCount(rule.alerts.length, locale);
  return (
    <>
      <b className={styles.title}>
        <MiddleText>{plainText(rule.name)}</MiddleText>
      </b>
      <span className={styles.second}>
        <span className={styles.severity}>{rule.severity === '' ? t('row.noSeverity') : plainText(rule.severity)}</span>
        <span>
          {rule.alerts.length === all
            ? t('row.alerts', { count: all, n })
            : t('row.fit', { n, all: formatCount(all, locale) })}
        </span>
        <span className={styles.group}>{plainText(rule.groups.join(', '))}</span>
      </span>
    </>
  );
}

/** As people name them; what has none is drawn like a warning. */
const weights: readonly (readonly [BarWeight, RegExp])[] = [
  ['full', /^(critical|crit|page|fatal|emergency|alert|error|high|p[01]|sev[01])$/i],
  ['low', /^(info|information|informational|none|notice|low|debug|p[45]|sev[45])$/i],
];

const weightOf = (severity: string): BarWeight => weights.find(([, names]) => names.test(severity))?.[0] ?? 'middle';

interface LineProps {
  readonly history: RuleHistory | AlertHistory;
  readonly rule: RuleHistory;
  readonly open: boolean;
  readonly children: ReactNode;
}

function Line({ history, rule, open, children }: LineProps) {
  const { t, locale, window, gaps } = useHistoryTexts();
  const isRule = 'alerts' in history;
  const { times, firingMs } = history;
  const spans = isRule ? history.bars : history.spans;
  const time = formatLongSpan(firingMs);
  // What may have been before and after is not in it.
  const isLeast = history.maybe.some(({ state }) => state === 'firing');
  return (
    <div className={styles.line} data-level={isRule ? 1 : 2} role="presentation">
      <Caret open={open} />
      <Cell className={styles.name}>{children}</Cell>
      <Cell className={styles.bars} data-look="bars">
        <AlertBars
          label={times === 0 ? t('row.barPending') : t('row.bar', { count: times, time })}
          {...{ spans, gaps }}
          maybe={history.maybe}
          {...window}
          weight={weightOf(rule.severity)}
        />
      </Cell>
      <Cell className={styles.began}>
        <Began history={history} />
      </Cell>
      <Cell className={styles.ended}>
        <Ended history={history} />
      </Cell>
      <Cell className={styles.number}>{times === 0 ? null : isLeast ? t('row.atLeast', { time }) : time}</Cell>
      <Cell className={styles.times}>{times === 0 ? null : formatCount(times, locale)}</Cell>
    </div>
  );
}

type Told = Pick<LineProps, 'history'>;

/** The first that is looked at: whether it was seen to begin. */
function Began({ history }: Told) {
  const { t, moment, timeZone } = useHistoryTexts();
  const { beganBefore, firstMs, mayFirstMs } = history;
  if (mayFirstMs !== undefined) return <Between fromMs={mayFirstMs} toMs={firstMs} shownMs={firstMs} />;
  if (beganBefore) return <span title={t('row.beforeTitle')}>{t('row.before')}</span>;
  return <time title={momentText(firstMs, timeZone)}>{moment(firstMs)}</time>;
}

interface BetweenProps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly shownMs: number;
}

/** Known to within two lists that were kept. */
function Between({ fromMs, toMs, shownMs }: BetweenProps) {
  const { t, moment, timeZone } = useHistoryTexts();
  const title = t('row.between', { from: momentText(fromMs, timeZone), to: momentText(toMs, timeZone) });
  return <time title={title}>{t('row.about', { time: moment(shownMs) })}</time>;
}

function Ended({ history }: Told) {
  const { t, moment, timeZone } = useHistoryTexts();
  const { lastMs, mayLastMs, goesOn, times } = history;
  if (goesOn) return <span data-look={times === 0 ? 'pending' : 'firing'}>{t('row.goesOn')}</span>;
  if (mayLastMs !== undefined) return <Between fromMs={lastMs} toMs={mayLastMs} shownMs={lastMs} />;
  if (history.endUnknown)
    return <span title={t('row.unknownEndTitle', { time: momentText(lastMs, timeZone) })}>{t('row.unknownEnd')}</span>;
  return <time title={momentText(lastMs, timeZone)}>{moment(lastMs)}</time>;
}
