/** One label of what is selected, with its values and how many series have each; those that were not sent are looked for on the server. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { LabelSummary } from '../../../../shared/model/catalog.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatSelector, selectorProblem, withoutLabel } from './built-selector.ts';
import styles from './label-list.module.css';
import type { LabelListProps } from './label-list-props.ts';
import { listedValues, type Order } from './listed-labels.ts';
import { PatternBox } from './pattern-box.tsx';
import { useFoundTexts } from './use-found-texts.ts';
import { type Counter, useSummary } from './use-summary.ts';
import { ValueRow } from './value-row.tsx';

export interface CountedLabelProps extends LabelListProps {
  readonly counter: Counter;
  readonly label: LabelSummary;
  readonly order: Order;
  /** How many the selector has in all. */
  readonly series: number;
}

const shownAtFirst = 5;
const shownMore = 50;

export function CountedLabel(props: CountedLabelProps) {
  const { context, live, selector, onChange, order } = props;
  const { t, i18n } = useTranslation('metrics');
  const [limit, setLimit] = useState(shownAtFirst);
  const [filter, setFilter] = useState('');
  const { label, series, among, uncounted } = useChoices(props);
  const wanted = filter.trim();
  const unsent = label.values - label.top.length;
  const asks = live && (uncounted || (wanted !== '' && unsent > 0));
  const { found, failure } = useFoundTexts(
    asks ? { context, label: label.name, selector: among, text: wanted } : undefined,
  );
  const values = useMemo(() => listedValues({ label, wanted, order, found }), [label, wanted, order, found]);
  const most = label.top.reduce((high, one) => Math.max(high, one.series), 1);
  const count = (value: number) => formatCount(value, i18n.language);
  const more = values.length - limit;
  const rest = asks ? (found?.total ?? 0) - (found?.texts.length ?? 0) : unsent;
  return (
    <section className={styles.label} aria-label={label.name}>
      <header className={styles.labelHead}>
        <h4 className={styles.name}>
          <bdi>{label.name}</bdi>
        </h4>
        <span className={styles.fact}>{t('values', { count: label.values, values: count(label.values) })}</span>
        {label.series === series ? null : (
          <span className={styles.fact}>{t('onSeries', { series: count(label.series), all: count(series) })}</span>
        )}
        {label.values > shownAtFirst || uncounted ? (
          <PatternBox label={label.name} text={filter} onText={setFilter} selector={selector} onChange={onChange} />
        ) : null}
      </header>
      {failure === undefined ? null : <ErrorPanel error={failure} />}
      <ul className={styles.values}>
        {values.slice(0, limit).map((one) => (
          <ValueRow key={one.value} {...{ ...one, label: label.name, most, selector, onChange }} />
        ))}
      </ul>
      {more > 0 ? (
        <Button size="small" look="quiet" onClick={() => setLimit((now) => now + shownMore)}>
          {t('more', { count: Math.min(more, shownMore), more: count(Math.min(more, shownMore)) })}
        </Button>
      ) : null}
      {more <= 0 && rest > 0 ? <p className={styles.none}>{t('rest', { count: rest, rest: count(rest) })}</p> : null}
      {wanted !== '' && values.length === 0 && (!asks || found !== undefined) ? (
        <p className={styles.none}>{t('noValue', { text: wanted })}</p>
      ) : null}
    </section>
  );
}

interface Choices {
  readonly label: LabelSummary;
  readonly series: number;
  /** Among which series the server is asked for values. */
  readonly among: string;
  /** Something is chosen, and what there would be without that is too much to count: the server lists it. */
  readonly uncounted: boolean;
}

/** What can be chosen of the label: where something is chosen already, what there would be without that. */
function useChoices({ counter, selector, label, series }: CountedLabelProps): Choices {
  const rest = useMemo(() => withoutLabel(selector, label.name), [selector, label.name]);
  const isChosen = rest.matchers.length < selector.matchers.length;
  const countable = isChosen && selectorProblem(rest) === undefined ? formatSelector(rest) : '';
  const { summary, failure } = useSummary(counter, countable);
  const whole = summary?.labels.find(({ name }) => name === label.name);
  if (isChosen && summary !== undefined && whole !== undefined) {
    return { label: whole, series: summary.series, among: countable, uncounted: false };
  }
  const uncounted = isChosen && (countable === '' || failure !== undefined);
  return { label, series, among: isChosen ? countable : formatSelector(selector), uncounted };
}
