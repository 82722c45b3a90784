/** The search: a box, how many match, and the matches with their types and helps; of 150,000 only those in sight are here. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../../shared/format/number.ts';
import { formatTime } from '../../../../shared/format/time.ts';
import type { FoundMetric } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { NeatlineProgress } from '../../../components/neatline.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { useSettings } from '../../../state/stores.tsx';
import styles from './metric-list.module.css';
import { MetricRows, rowId } from './metric-rows.tsx';
import { type MetricSearch, useMetricSearch } from './use-metric-search.ts';

export interface MetricListProps {
  readonly context: ContextId;
  readonly live: boolean;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onOpen: (metric: FoundMetric) => void;
  /** Labels without a metric. */
  readonly onLabels: () => void;
  readonly onInsert: (text: string) => void;
}

const pageRows = 10;

type Choice = 'open' | 'insert';

export function MetricList(props: MetricListProps) {
  const { context, live, text, onText } = props;
  const { t } = useTranslation('metrics');
  const search = useMetricSearch(context, text, live);
  const { metrics } = search;
  const [at, setAt] = useState(0);
  const choose = useChoice(search, at, props);
  const id = useId();
  const none = metrics.length === 0;
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows }[event.key];
    if (event.nativeEvent.isComposing) return;
    if (step !== undefined) setAt(Math.min(metrics.length - 1, Math.max(0, at + step)));
    else if (event.key === 'Enter') choose(event.ctrlKey || event.metaKey ? 'insert' : 'open');
    else if (event.key === 'Escape' && text !== '') onText('');
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.head}>
        <input
          data-first
          type="text"
          role="combobox"
          className={styles.input}
          aria-label={t('find')}
          aria-expanded={!none}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={none ? undefined : rowId(id, at)}
          placeholder={t('findHint')}
          value={text}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <Button size="small" onClick={props.onLabels}>
          {t('allLabels')}
        </Button>
      </div>
      <IndexLine search={search} live={live} />
      <MetricRows
        id={id}
        search={search}
        at={at}
        onChoose={(metric, insert) => (insert ? props.onInsert(metric.name) : props.onOpen(metric))}
      />
      {none ? <NoRows search={search} text={text.trim()} live={live} /> : null}
      <p className={styles.hint}>{t('listHint')}</p>
    </>
  );
}

/** Enter means what is found for what is typed: pressed before that is there, it waits for it. */
function useChoice(search: MetricSearch, at: number, { text, onOpen, onInsert }: MetricListProps) {
  const [waiting, setWaiting] = useState<{ readonly text: string; readonly choice: Choice } | undefined>();
  const act = (choice: Choice, metric: FoundMetric | undefined) => {
    if (metric === undefined) return;
    if (choice === 'insert') onInsert(metric.name);
    else onOpen(metric);
  };
  const latest = useRef(act);
  latest.current = act;
  const fresh = search.text === text && search.state?.kind !== 'loading';
  const [first] = search.metrics;
  useEffect(() => {
    if (waiting === undefined || !fresh) return;
    setWaiting(undefined);
    if (waiting.text === text) latest.current(waiting.choice, first);
  }, [waiting, fresh, first, text]);
  return (choice: Choice) => (fresh ? act(choice, search.metrics[at]) : setWaiting({ text, choice }));
}

/** How many there are, how old the list is, and what keeps it from being newer. */
function IndexLine({ search, live }: { readonly search: MetricSearch; readonly live: boolean }) {
  const { t, i18n } = useTranslation('metrics');
  const { timeZone } = useSettings();
  const { state, total, metrics, failure } = search;
  const describe = useErrorText();
  if (state === undefined || (state.kind !== 'ready' && metrics.length === 0)) return null;
  const count = (value: number) => formatCount(value, i18n.language);
  const problem = state.kind === 'failed' ? t('oldNames', { reason: state.reason }) : undefined;
  return (
    <div className={styles.index}>
      {state.kind === 'loading' ? null : (
        <span role="status">{t('found', { count: total, found: count(total), all: count(state.names) })}</span>
      )}
      {state.kind === 'ready' ? (
        <span className={styles.age}>{t('asOf', { time: formatTime(state.loadedAtMs, timeZone) })}</span>
      ) : null}
      <Button size="small" look="quiet" disabled={!live} onClick={search.again}>
        {t('readAgain')}
      </Button>
      {state.kind !== 'ready' || state.withMetadata ? null : <span className={styles.without}>{t('noMetadata')}</span>}
      {live && problem !== undefined ? <Trouble glyph="bad" text={problem} /> : null}
      {live && failure !== undefined ? <Trouble glyph="bad" text={describe(failure).verdict} /> : null}
      {live ? null : <Trouble glyph="idle" text={t('notLive.stale')} />}
    </div>
  );
}

function Trouble({ glyph, text }: { readonly glyph: 'bad' | 'idle'; readonly text: string }) {
  return (
    <span role="status" className={styles.trouble} data-glyph={glyph}>
      <StateGlyph kind={glyph} />
      {text}
    </span>
  );
}

interface NoRowsProps {
  readonly search: MetricSearch;
  readonly text: string;
  readonly live: boolean;
}

function NoRows({ search, text, live }: NoRowsProps) {
  const { t, i18n } = useTranslation('metrics');
  const { state, failure, searching } = search;
  const again = <Button onClick={search.again}>{t('retry')}</Button>;
  if (!live) return shown(<Empty title={t('notLive.title')}>{t('notLive.text')}</Empty>);
  if (failure !== undefined) return shown(<ErrorPanel error={failure} actions={again} />);
  if (state?.kind === 'failed') {
    return shown(
      <Empty title={t('failed.title')} actions={again}>
        {t('failed.text', { reason: state.reason })}
      </Empty>,
    );
  }
  if (state?.kind === 'ready' && !searching) {
    if (state.names === 0) return shown(<Empty title={t('empty.title')}>{t('empty.text')}</Empty>);
    return shown(<Empty title={t('none.title', { text })}>{t('none.text')}</Empty>);
  }
  const bytes = state?.kind === 'loading' ? state.receivedBytes : 0;
  return shown(
    <>
      <NeatlineProgress label={t('reading')} />
      <p>{t('readingBytes', { read: formatBytes(bytes, { locale: i18n.language }) })}</p>
    </>,
  );
}

function shown(children: ReactNode): ReactNode {
  return <div className={styles.state}>{children}</div>;
}
