/** The selector so far: how many series it has, its conditions, and what can be done with it. */
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { MetricInfo } from '../../../../shared/model/catalog.ts';
import { fittingQuery, metricSelector } from '../../../../shared/promql/fitting-query.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { NeatlineProgress } from '../../../components/neatline.tsx';
import { useElapsed } from '../../../components/use-elapsed.ts';
import { formatSeconds } from '../format-seconds.ts';
import { type BuiltSelector, matcherOf, negateMatcher, removeMatcher, type SelectorProblem } from './built-selector.ts';
import styles from './selector-page.module.css';
import type { CountedSelector } from './use-summary.ts';

export interface BuiltPanelProps {
  readonly selector: BuiltSelector;
  readonly text: string;
  readonly problem: SelectorProblem | undefined;
  readonly info: MetricInfo | undefined;
  readonly counted: CountedSelector;
  readonly onChange: (selector: BuiltSelector) => void;
  readonly onInsert: (text: string) => void;
  readonly onUse: (expr: string) => void;
}

export function BuiltPanel(props: BuiltPanelProps) {
  const { selector, text, problem, info, counted, onInsert, onUse } = props;
  const { t } = useTranslation('metrics');
  const expr = useMemo(() => usableExpr(selector, text, info), [selector, text, info]);
  const unusable = text === '' || problem !== undefined;
  return (
    <section className={styles.built} aria-label={t('selector')}>
      <code className={styles.selector}>{text === '' ? '{ }' : text}</code>
      {problem === undefined ? <Count counted={counted} /> : <Problem problem={problem} />}
      {selector.matchers.length === 0 ? null : <Matchers {...props} />}
      <div className={styles.actions}>
        <Button size="small" look="primary" disabled={unusable} onClick={() => onUse(expr)}>
          {t('use')}
        </Button>
        <Button size="small" disabled={text === ''} onClick={() => onInsert(text)}>
          {t('insert')}
        </Button>
        {text === '' ? null : <CopyButton text={text} label={t('copy')} />}
      </div>
      {expr === text ? null : <p className={styles.note}>{t('useRuns', { expr })}</p>}
    </section>
  );
}

function Problem({ problem }: { readonly problem: SelectorProblem }) {
  const { t } = useTranslation('metrics');
  return (
    <p role="status" className={styles.note}>
      {problem.kind === 'tooWide' ? t('tooWide') : t('refused', { reason: problem.reason })}
    </p>
  );
}

function Count({ counted: { summary, countingSinceMs, cancel } }: { readonly counted: CountedSelector }) {
  const { t, i18n } = useTranslation('metrics');
  const series = summary === undefined ? '' : formatCount(summary.series, i18n.language);
  return (
    <>
      <p role="status" className={styles.count} data-old={countingSinceMs !== undefined}>
        {summary === undefined
          ? null
          : t(summary.complete ? 'series' : 'seriesPart', { count: summary.series, series })}
      </p>
      {countingSinceMs === undefined ? null : <Counting sinceMs={countingSinceMs} onCancel={cancel} />}
    </>
  );
}

/** Shorter waits are not shown. */
const noticeMs = 150;

function Counting({ sinceMs, onCancel }: { readonly sinceMs: number; readonly onCancel: () => void }) {
  const { t, i18n } = useTranslation('metrics');
  const elapsedMs = useElapsed(sinceMs);
  if (elapsedMs < noticeMs) return null;
  return (
    <div className={styles.counting}>
      <NeatlineProgress label={t('counting')} />
      <p>{t('countingFor', { time: formatSeconds(elapsedMs, i18n.language) })}</p>
      <Button size="small" onClick={onCancel}>
        {t('cancel')}
      </Button>
    </div>
  );
}

const longestShown = 60;

function Matchers({ selector, onChange }: BuiltPanelProps) {
  const { t } = useTranslation('metrics');
  const list = useRef<HTMLUListElement>(null);
  const remove = (index: number) => {
    // What was pressed goes with it: another condition, or the page's first button, is where one goes on.
    const near = [...(list.current?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])];
    const next = near[index + 1] ?? near[index - 1] ?? document.querySelector<HTMLElement>('[data-first]');
    next?.focus();
    onChange(removeMatcher(selector, index));
  };
  return (
    <ul ref={list} className={styles.matchers} aria-label={t('matchers')}>
      {selector.matchers.map((built, index) => {
        const { name, op, value } = matcherOf(built);
        const shown = value.length > longestShown ? `${value.slice(0, longestShown - 1)}…` : value;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a press changes all of it but its place, and it keeps the focus
          <li key={index} className={styles.matcher}>
            <span className={styles.label}>
              <bdi>{name}</bdi>
            </span>
            <button
              type="button"
              className={styles.operator}
              aria-label={t('negate', { label: name, op })}
              title={t('negate', { label: name, op })}
              onClick={() => onChange(negateMatcher(selector, index))}
            >
              {op}
            </button>
            <span className={styles.given} title={value.slice(0, 2000)}>
              <bdi>{value === '' ? t('emptyValue') : shown}</bdi>
            </span>
            <button
              type="button"
              data-remove
              className={styles.remove}
              aria-label={t('removeMatcher', { label: name, op })}
              onClick={() => remove(index)}
            >
              ×
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** What says most about the metric, with the matchers in its selector. */
function usableExpr({ metric }: BuiltSelector, text: string, info: MetricInfo | undefined): string {
  if (metric === undefined) return text;
  return fittingQuery(metric, info?.type ?? 'unknown').replace(metricSelector(metric), () => text);
}
