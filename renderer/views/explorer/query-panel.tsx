/** One panel: its letter, the expression, and what Prometheus answered, as a table or a graph. */
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Crosshair } from '../../charts/crosshair.ts';
import type { LookBook } from '../../charts/looks.ts';
import { Button } from '../../components/button.tsx';
import { TabBar } from '../../components/tab-bar.tsx';
import { type EditorHandle, PromqlEditor } from '../../promql-editor/promql-editor.tsx';
import { errorPlace } from './error-place.ts';
import { execute, type PanelSpec, panelLetter, removePanel, showTab } from './explorer-state.ts';
import { PanelBody } from './panel-body.tsx';
import { PanelReadout } from './panel-readout.tsx';
import styles from './query-panel.module.css';
import { viewOf } from './query-state.ts';
import type { Explorer } from './use-explorer.ts';
import { type PanelQueryInput, usePanelQuery } from './use-panel-query.ts';

export interface PanelHandle {
  focus(): void;
  cancel(): void;
}

export interface QueryPanelProps {
  readonly panel: PanelSpec;
  readonly index: number;
  readonly explorer: Explorer;
  /** Without the panel's own part. */
  readonly input: Omit<PanelQueryInput, 'expr' | 'runs'>;
  /** Who is asked. */
  readonly contextName: string;
  readonly crosshair: Crosshair;
  readonly book: LookBook;
  /** The last focused one: its Execute is the one thing to do next. */
  readonly leading: boolean;
  readonly removable: boolean;
  readonly onFocus: () => void;
  readonly ref: Ref<PanelHandle>;
}

export function QueryPanel(props: QueryPanelProps) {
  const { panel, index, explorer, contextName, leading, removable, onFocus, ref } = props;
  const { id, expr, tab, runs } = panel;
  const { t } = useTranslation('explorer');
  const editor = useRef<EditorHandle>(null);
  const [draft, setDraft] = useDraft(expr);
  const input = { ...props.input, expr, runs };
  const queries = {
    graph: usePanelQuery('graph', tab === 'graph', input),
    table: usePanelQuery('table', tab === 'table', input),
  };
  const { state, cancel } = queries[tab];
  const view = useMemo(() => viewOf(state), [state]);
  const failed = view.kind === 'failed' && draft === view.question.request.expr ? view : undefined;
  const place = useMemo(() => (failed === undefined ? undefined : errorPlace(failed.error, draft)), [failed, draft]);
  useImperativeHandle(ref, () => ({ focus: () => editor.current?.focus(), cancel }), [cancel]);
  const run = () => explorer.change((before) => execute(before, id, draft));
  const letter = panelLetter(index);
  return (
    <section className={styles.panel} aria-label={t('panel.label', { letter })} onFocus={onFocus}>
      <div className={styles.head}>
        <span className={styles.letter} aria-hidden="true">
          {letter}
        </span>
        <PromqlEditor
          ref={editor}
          value={draft}
          onChange={setDraft}
          onFocus={explorer.stopLooking}
          onExecute={run}
          error={place}
          ariaLabel={t('expression')}
          placeholder={t('panel.placeholder')}
        />
        <Button className={styles.run ?? ''} look={leading ? 'primary' : 'plain'} onClick={run}>
          {t('execute')}
          {leading ? <EnterMark /> : null}
        </Button>
        {removable ? (
          <Button
            look="quiet"
            className={styles.remove ?? ''}
            aria-label={t('removePanel')}
            onClick={() => explorer.change((before) => removePanel(before, id))}
          >
            <CrossMark />
          </Button>
        ) : null}
      </div>
      <TabBar
        look="panel"
        label={t('panel.tabs', { letter })}
        tabs={[
          { value: 'table', label: t('table') },
          { value: 'graph', label: t('graph') },
        ]}
        value={tab}
        onChange={(next) => explorer.change((before) => showTab(before, id, next))}
        aside={<PanelReadout view={view} window={explorer.state.window} tab={tab} />}
      >
        <PanelBody
          view={view}
          onCancel={cancel}
          tab={tab}
          letter={letter}
          looking={explorer.looking}
          contextName={contextName}
          crosshair={props.crosshair}
          book={props.book}
          explorer={explorer}
        />
      </TabBar>
    </section>
  );
}

/** What is typed, until the executed expression changes by another way: back and forward, the first look. */
function useDraft(expr: string): readonly [string, (text: string) => void] {
  const [draft, setDraft] = useState(expr);
  const [from, setFrom] = useState(expr);
  if (from !== expr) {
    setFrom(expr);
    setDraft(expr);
  }
  return [draft, setDraft];
}

function EnterMark() {
  return (
    <svg className={styles.enter} width="11" height="9" viewBox="0 0 11 9" aria-hidden="true">
      <path d="M10 0.5v4.5H1.5M4.2 2L1.2 5l3 3" />
    </svg>
  );
}

function CrossMark() {
  return (
    <svg className={styles.cross} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" />
    </svg>
  );
}
