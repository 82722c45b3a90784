/** One metric, or none: what it is, how many series it has, and the selector that is built from its labels. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MetricInfo, SelectorSummary } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import type { Span } from '../time-window.ts';
import { AboutMetric, useMetricInfo } from './about-metric.tsx';
import { BuiltPanel } from './built-panel.tsx';
import { type BuiltSelector, formatSelector, selectorProblem } from './built-selector.ts';
import { LabelList } from './label-list.tsx';
import styles from './selector-page.module.css';
import { UncountedLabels } from './uncounted-labels.tsx';
import { useSummary } from './use-summary.ts';

export interface SelectorPageProps {
  readonly context: ContextId;
  readonly span: Span;
  readonly live: boolean;
  readonly selector: BuiltSelector;
  /** Undefined where the page was opened by a selector: it is asked for. */
  readonly info: MetricInfo | undefined;
  readonly onChange: (selector: BuiltSelector) => void;
  readonly onBack: () => void;
  readonly onInsert: (text: string) => void;
  readonly onUse: (expr: string) => void;
}

export function SelectorPage(props: SelectorPageProps) {
  const { context, span, live, selector, onChange } = props;
  const { t } = useTranslation('metrics');
  const info = useMetricInfo(context, selector.metric, props.info, live);
  const text = formatSelector(selector);
  const problem = useMemo(() => selectorProblem(selector), [selector]);
  const [known] = useState(() => new Map<string, SelectorSummary>());
  const counter = useMemo(() => ({ context, span, live, known }), [context, span, live, known]);
  // Where one has typed half a pattern, what can be chosen stays.
  const [countable, setCountable] = useState('');
  if (problem === undefined && countable !== text) setCountable(text);
  const counted = useSummary(counter, countable);
  const { summary, failure, countingSinceMs } = counted;
  const list = useFocusKeptIn(summary === undefined);
  const labels = { context, live, selector, onChange };
  return (
    <div className={styles.page}>
      <Button data-first size="small" look="quiet" className={styles.back} onClick={props.onBack}>
        {t('back')}
      </Button>
      {selector.metric === undefined ? null : <AboutMetric metric={selector.metric} info={info} />}
      <BuiltPanel {...props} text={text} problem={problem} info={info} counted={counted} />
      {failure === undefined ? null : (
        <ErrorPanel error={failure} expression={text} actions={<Button onClick={counted.again}>{t('retry')}</Button>} />
      )}
      <div ref={list} tabIndex={-1} className={styles.list}>
        {summary === undefined ? (
          countingSinceMs === undefined ? (
            <UncountedLabels {...labels} />
          ) : null
        ) : (
          <LabelList key={selector.metric} {...labels} counter={counter} summary={summary} />
        )}
      </div>
    </div>
  );
}

/** What was pressed has gone where another list takes the place: that list is where one goes on. */
function useFocusKeptIn(which: boolean) {
  const host = useRef<HTMLDivElement>(null);
  const before = useRef(which);
  useEffect(() => {
    if (before.current === which) return;
    before.current = which;
    // Where nobody has it, or the page's main part keeps it meanwhile (app/shell/use-focus-kept.ts).
    if (document.activeElement?.matches('body, main') === true) host.current?.focus({ preventScroll: true });
  }, [which]);
  return host;
}
