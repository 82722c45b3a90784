/** What a panel shows under its tabs: exactly one state, which says what happened, what is shown and what can be done. */
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../shared/format/time.ts';
import type { Crosshair } from '../../charts/crosshair.ts';
import type { LookBook } from '../../charts/looks.ts';
import { SeriesGraph } from '../../charts/series-graph.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { errorPlace } from './error-place.ts';
import type { PanelTab } from './explorer-state.ts';
import { formatSeconds } from './format-seconds.ts';
import { Loading } from './loading.tsx';
import styles from './panel-body.module.css';
import { PanelNotes } from './panel-notes.tsx';
import type { QueryView, Question, Shown } from './query-state.ts';
import { RenewalChip } from './renewal-chip.tsx';
import { ResultTable } from './result-table.tsx';
import { plotWindow, zoomTo } from './time-window.ts';
import type { Explorer } from './use-explorer.ts';
import { windowText } from './window-text.ts';

export interface PanelBodyProps {
  readonly view: QueryView;
  readonly onCancel: () => void;
  readonly tab: PanelTab;
  readonly letter: string;
  readonly looking: boolean;
  readonly contextName: string;
  readonly crosshair: Crosshair;
  readonly book: LookBook;
  readonly explorer: Explorer;
}

export function PanelBody(props: PanelBodyProps) {
  const { view, tab, looking, contextName } = props;
  const { t, i18n } = useTranslation('explorer');
  switch (view.kind) {
    case 'blank':
      return (
        <div className={styles.blank}>{looking ? null : <p className={styles.invitation}>{t('panel.blank')}</p>}</div>
      );
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
          <Failed view={view} />
        </div>
      );
    case 'empty':
      return (
        <div className={styles.state}>
          <NothingMatched question={view.shown.question} />
          <PanelNotes done={view.shown.answer.done} />
        </div>
      );
    case 'answer':
      return (
        <div className={styles.answer} data-tab={tab}>
          <PanelNotes done={view.shown.answer.done} />
          <RenewalChip view={view} tab={tab} onCancel={props.onCancel} />
          {tab === 'graph' ? <Graph {...props} shown={view.shown} /> : <ResultTable shown={view.shown} />}
        </div>
      );
  }
}

function Failed({ view }: { readonly view: Extract<QueryView, { kind: 'failed' }> }) {
  const { t } = useTranslation('explorer');
  const { error, question } = view;
  const place = errorPlace(error, question.request.expr);
  const title =
    place === undefined
      ? undefined
      : place.line === 1
        ? t('failed.column', { column: place.column })
        : t('failed.line', { line: place.line, column: place.column });
  const expression = error.code.startsWith('prometheus.') ? question.request.expr : undefined;
  return <ErrorPanel error={error} expression={expression} place={place} title={title} />;
}

function NothingMatched({ question }: { readonly question: Question }) {
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { request, span, nowMs } = question;
  const title =
    request.kind === 'range'
      ? t('empty.between', { ...windowText(span, nowMs, timeZone, i18n.language) })
      : t('empty.at', { time: formatTime(span.endMs, timeZone) });
  return <Empty title={title}>{t('empty.text')}</Empty>;
}

function Graph({ shown, letter, explorer, crosshair, book }: PanelBodyProps & { readonly shown: Shown }) {
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { question, answer } = shown;
  const { request, span, nowMs } = question;
  if (request.kind !== 'range') return null;
  const { columns } = answer;
  if (columns.values.length === 0 && columns.histograms.length > 0) {
    return (
      <div className={styles.state}>
        <Empty title={t('histograms.title')}>{t('histograms.text')}</Empty>
      </div>
    );
  }
  const name = t('chart.name', {
    letter,
    expr: request.expr,
    count: columns.labels.length,
    ...windowText(span, nowMs, timeZone, i18n.language),
  });
  return (
    <SeriesGraph
      key={request.expr}
      name={name}
      columns={columns}
      range={request}
      window={plotWindow(span, nowMs)}
      zone={timeZone}
      crosshair={crosshair}
      book={book}
      onZoom={(startMs, endMs) => explorer.zoom(zoomTo({ startMs, endMs }, nowMs))}
      onZoomBack={explorer.zoomBack}
    />
  );
}
