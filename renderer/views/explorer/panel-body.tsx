/** What a panel shows under its tabs: exactly one state, which says what happened, what is shown and what can be done. */
import { type Ref, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitName } from '../../../shared/format/unit.ts';
import { columnsBeside } from '../../charts/coverage-gaps.ts';
import type { GraphHandle, GraphMarks, GraphOptions, GraphPart } from '../../charts/graph-model.ts';
import { SeriesGraph } from '../../charts/series-graph.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useSettings } from '../../state/stores.tsx';
import { ExplainQueries } from './anatomy/explain-view.tsx';
import { EmptyAnswer } from './empty-answer.tsx';
import { queryLetter, showTab } from './explorer-state.ts';
import { BesideNotes, FailedAnswer } from './failed-answer.tsx';
import { withMatcher } from './filtered-expr.ts';
import { formatSeconds } from './format-seconds.ts';
import { Loading } from './loading.tsx';
import styles from './panel-body.module.css';
import { ExemplarsNote, PanelNotes } from './panel-notes.tsx';
import type { QueryPanelProps } from './panel-props.ts';
import type { OddQuery, PanelView } from './panel-view.ts';
import { RenewalChip } from './renewal-chip.tsx';
import { resultParts } from './result/result-part.ts';
import { ResultTable } from './result-table.tsx';
import { movedTo, plotWindow, zoomTo } from './time-window.ts';
import { useExemplars } from './use-exemplars.ts';
import { useGraphGaps } from './use-graph-gaps.ts';
import type { Coverages } from './use-known-coverage.ts';
import { windowText } from './window-text.ts';

export interface PanelBodyProps extends Omit<QueryPanelProps, 'ref'> {
  readonly view: PanelView;
  readonly coverages: Coverages;
  readonly unit: UnitName;
  readonly letter: string;
  readonly onCancel: () => void;
  /** Another expression in the place of one, to be run. */
  readonly onFix: (query: number, expr: string) => void;
  readonly ref: Ref<GraphHandle>;
}

type AnswerView = Extract<PanelView, { kind: 'answer' }>;

export function PanelBody(props: PanelBodyProps) {
  const { view, panel, contextName, explorer, input } = props;
  const { t, i18n } = useTranslation('explorer');
  if (panel.tab === 'explain') {
    return (
      <ExplainQueries
        context={input.context}
        queries={panel.queries.map(({ id, expr }, at) => ({ id, expr, letter: queryLetter(props.index, at) }))}
        timeMs={panel.momentMs ?? input.window.endMs ?? input.clock.nowMs}
        live={input.live}
        onUse={props.onFix}
      />
    );
  }
  switch (view.kind) {
    case 'blank':
      return <Blank {...props} />;
    case 'loading':
      return (
        <div className={styles.state}>
          <Loading running={view.running} contextName={contextName} onCancel={props.onCancel} />
        </div>
      );
    case 'cancelled':
      return (
        <div className={styles.state}>
          <Empty title={t('cancelled.title', { time: formatSeconds(view.afterMs, i18n.language) })}>
            {t('cancelled.text')}
          </Empty>
        </div>
      );
    case 'failed':
      return (
        <div className={styles.state}>
          {view.failures.map((failed) => (
            <FailedAnswer
              key={failed.query.id}
              failed={failed}
              several={panel.queries.length > 1}
              live={input.live}
              onRetry={explorer.refresh}
            />
          ))}
          <BesideNotes {...view} failures={[]} />
        </div>
      );
    case 'notGraphable':
      return (
        <div className={styles.state}>
          <NotGraphable {...props} odd={view.first} />
        </div>
      );
    case 'empty':
      return (
        <div className={styles.state}>
          {view.empties.map(({ letter, query, shown }) => (
            <EmptyAnswer
              key={query.id}
              asked={props}
              letter={panel.queries.length > 1 ? letter : undefined}
              question={shown.question}
              onUse={(expr) => props.onFix(query.id, expr)}
            />
          ))}
          <BesideNotes {...view} failures={[]} empties={[]} />
          <PanelNotes answers={view.empties} />
        </div>
      );
    case 'answer':
      return (
        <div className={styles.answer} data-tab={panel.tab}>
          <PanelNotes answers={view.answers} />
          <BesideNotes {...view} />
          <RenewalChip
            view={view}
            tab={panel.tab}
            context={input.context}
            live={input.live}
            followsNow={followsNow(props)}
            onCancel={props.onCancel}
            onRetry={explorer.refresh}
          />
          {panel.tab === 'graph' ? <Graph {...props} view={view} /> : <Table {...props} view={view} />}
        </div>
      );
  }
}

/** For the moment before a query is shown as running there is nothing to say. */
function Blank({ panel, explorer, input }: PanelBodyProps) {
  const { t } = useTranslation('explorer');
  const written = panel.queries.filter(({ expr }) => expr.trim() !== '');
  const isAsked = written.some(({ hidden }) => !hidden);
  if (isAsked && !input.live) {
    return (
      <div className={styles.state}>
        <Empty title={t('away.title')}>{t('away.text')}</Empty>
      </div>
    );
  }
  const text = written.length > 0 ? t('panel.hidden') : t('panel.blank');
  return (
    <div className={styles.blank}>
      {isAsked || explorer.looking ? null : <p className={styles.invitation}>{text}</p>}
    </div>
  );
}

/** What is shown is to be what is so now: else it cannot grow old. */
function followsNow({ panel, input }: PanelBodyProps): boolean {
  return input.window.endMs === undefined && (panel.tab !== 'table' || panel.momentMs === undefined);
}

/** A range vector is many values at one time: the table shows it. */
function NotGraphable({ odd, panel, explorer, onFix }: PanelBodyProps & { readonly odd: OddQuery }) {
  const { t } = useTranslation('explorer');
  const { query, type } = odd;
  const rate = `rate(${query.expr.trim()})`;
  return (
    <Empty
      title={t(`notGraphable.${type}`)}
      actions={
        <>
          <Button look="primary" onClick={() => explorer.change((before) => showTab(before, panel.id, 'table'))}>
            {t('notGraphable.table')}
          </Button>
          {type === 'matrix' ? <Button onClick={() => onFix(query.id, rate)}>{t('notGraphable.rate')}</Button> : null}
        </>
      }
    >
      {t('notGraphable.text')}
    </Empty>
  );
}

function Table({ view, unit, onFix }: PanelBodyProps & { readonly view: AnswerView }) {
  const { timeZone } = useSettings();
  const parts = useMemo(() => resultParts(view.answers), [view.answers]);
  const filter = (name: string, value: string, operator: '=' | '!=') => {
    for (const { query } of view.answers) onFix(query.id, withMatcher(query.expr, { name, op: operator, value }));
  };
  return <ResultTable parts={parts} unit={unit} zone={timeZone} onFilter={filter} />;
}

function Graph(props: PanelBodyProps & { readonly view: AnswerView }) {
  const { view, panel, letter, explorer, crosshair, book, unit, ref, input } = props;
  const { t, i18n } = useTranslation('explorer');
  const { timeZone, dashesEarly } = useSettings();
  const { answers } = view;
  const { question } = newest(answers);
  const gaps = useGraphGaps(props, answers, question, followsNow(props));
  const parts = useMemo<readonly GraphPart[]>(
    () =>
      answers.map(({ letter: own, query, shown }, at) => ({
        letter: own,
        expr: query.expr,
        columns: columnsBeside(shown.answer.columns, gaps.recorded[at] ?? []),
      })),
    [answers, gaps.recorded],
  );
  const options = useMemo<GraphOptions>(() => ({ ...panel.display, unit }), [panel.display, unit]);
  const { exemplars, failure } = useExemplars(
    input.context,
    parts.map(({ expr }) => expr),
    question.span,
    panel.display.exemplars,
  );
  const marks = useMemo<GraphMarks>(
    () => ({ gaps: gaps.shown, exemplars, recordedPart: gaps.part }),
    [gaps.shown, gaps.part, exemplars],
  );
  useHoldWhilePointing(props);
  const { request, span, nowMs } = question;
  if (request.kind !== 'range') return null;
  // The hatch of what is away grows past what was asked for.
  const lastMs = gaps.awayMs ?? span.endMs;
  const window = { startMs: span.startMs, endMs: lastMs };
  const name = t('chart.name', {
    letter,
    expr: parts.map(({ expr }) => expr).join(', '),
    count: parts.reduce((sum, { columns }) => sum + columns.labels.length, 0),
    ...windowText(span, Date.now(), timeZone, i18n.language),
  });
  return (
    <>
      {failure === undefined ? null : <ExemplarsNote failure={failure} />}
      <SeriesGraph
        key={parts.map(({ expr }) => expr).join('\n')}
        ref={ref}
        name={name}
        parts={parts}
        range={request}
        window={
          props.record === undefined ? plotWindow(window, Math.max(nowMs, lastMs)) : { ...span, nowMs: undefined }
        }
        zone={timeZone}
        crosshair={crosshair}
        book={book}
        options={options}
        marks={marks}
        dashesEarly={dashesEarly}
        onZoom={(startMs, endMs) => explorer.zoom(zoomTo({ startMs, endMs }, { mostMs: Math.max(nowMs, span.endMs) }))}
        onMove={(startMs, endMs) => explorer.zoom(movedTo({ startMs, endMs }, explorer.reach()))}
        onZoomBack={explorer.zoomBack}
        onHold={explorer.hold}
      />
    </>
  );
}

/** Parts are asked for together, but come one by one: the newest says which window is shown. */
function newest(answers: AnswerView['answers']) {
  const [first] = answers.toSorted((a, b) => b.shown.question.nowMs - a.shown.question.nowMs);
  if (first === undefined) throw new Error('an answer without an answer');
  return first.shown;
}

function useHoldWhilePointing({ crosshair, explorer }: PanelBodyProps): void {
  const { hold } = explorer;
  useEffect(() => crosshair.subscribe(() => hold(crosshair.timeMs() !== undefined)), [crosshair, hold]);
}
