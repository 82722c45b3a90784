/** One panel: its letter, its expressions, and what Prometheus answered, as a table, a graph or an explanation. */
import { memo, useCallback, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { GraphHandle } from '../../charts/graph-model.ts';
import { Button } from '../../components/button.tsx';
import { TabBar } from '../../components/tab-bar.tsx';
import type { EditorHandle } from '../../promql-editor/promql-editor.tsx';
import { ExpressionTree } from './anatomy/expression-tree.tsx';
import { replacedPart } from './anatomy/replaced-part.ts';
import {
  execute,
  isBlank,
  longestName,
  type PanelSpec,
  panelLetter,
  queryLetter,
  removeQuery,
  setPanel,
  showTab,
  toggleQuery,
} from './explorer-state.ts';
import { ExpressionRow } from './expression-row.tsx';
import { KeepButton } from './library/keep-button.tsx';
import { PanelBody } from './panel-body.tsx';
import { PanelMenu } from './panel-menu.tsx';
import { PanelOptions } from './panel-options.tsx';
import type { QueryPanelProps } from './panel-props.ts';
import { PanelReadout } from './panel-readout.tsx';
import { coveredExprs, type PanelView, panelView } from './panel-view.ts';
import styles from './query-panel.module.css';
import { spanOf } from './time-window.ts';
import type { Explorer } from './use-explorer.ts';
import { useKnownCoverages } from './use-known-coverage.ts';
import { usePanelQueries } from './use-panel-queries.ts';
import { usePanelUnit } from './use-panel-unit.ts';

export function QueryPanel(props: QueryPanelProps) {
  const { panel, index, explorer, leading, onFocus, ref } = props;
  const { id, queries, tab, runs, resolution, semantics, momentMs } = panel;
  const { t } = useTranslation('explorer');
  const { drafts, setDraft } = useDrafts(panel);
  const [part, setPart] = usePart(panel);
  const shownQueries = useMemo(
    () => (part === undefined ? queries : queries.map((query, at) => (at === 0 ? { ...query, expr: part } : query))),
    [queries, part],
  );
  const shownPanel = useMemo(() => ({ ...panel, queries: shownQueries }), [panel, shownQueries]);
  const input = { ...props.input, queries: shownQueries, runs, resolution, semantics, momentMs };
  const asked = {
    graph: usePanelQueries('graph', tab === 'graph' && !panel.collapsed, input),
    table: usePanelQueries('table', tab === 'table' && !panel.collapsed, input),
  };
  const { states, cancel } = asked[tab === 'table' ? 'table' : 'graph'];
  const view = useMemo(() => panelView(shownPanel, index, states, tab), [shownPanel, index, states, tab]);
  const exprs = useMemo(() => shownQueries.filter(({ hidden }) => !hidden).map(({ expr }) => expr), [shownQueries]);
  const covered = useMemo(() => coveredExprs(shownPanel), [shownPanel]);
  const coverages = useKnownCoverages(props.recorded, spanOf(props.input.window, props.input.clock.nowMs), covered);
  const unit = usePanelUnit(props.input.context, exprs, panel.display.unit);
  const { editors, lastEdited, rows } = useEditors(props, drafts, setDraft, view);
  const graph = useRef<GraphHandle>(null);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => lastEdited()?.focus(),
      insert: (text) => lastEdited()?.insert(text),
      selectorAtCursor: () => lastEdited()?.selectorAtCursor(),
      cancel,
    }),
    [cancel, lastEdited],
  );
  const run = () =>
    explorer.change((before) =>
      execute(
        before,
        id,
        queries.map((query) => drafts.get(query.id) ?? query.expr),
      ),
    );
  const fix = useSteady((query: number, expr: string) => {
    const [first] = queries;
    // What was mended of a part is mended in the whole.
    const whole = part !== undefined && first?.id === query ? replacedPart(first.expr, part, expr) : expr;
    setDraft(query, whole);
    explorer.change((before) =>
      execute(
        before,
        id,
        queries.map((one) => (one.id === query ? whole : undefined)),
      ),
    );
  });
  const format = useSteady(() => editors.current.get(queries[0]?.id ?? 0)?.format());
  const letter = panelLetter(index);
  const span = spanOf(props.input.window, props.input.clock.nowMs);
  return (
    <section className={styles.panel} aria-label={t('panel.label', { letter })} onFocus={onFocus}>
      <PanelName panel={panel} explorer={explorer} letter={letter} />
      {rows.map((row, at) => (
        <ExpressionRow
          key={row.query.id}
          {...row}
          editorRef={(handle) => {
            editors.current.set(row.query.id, handle);
          }}
          onExecute={run}
          leading={leading}
          removable={queries.length > 1}
          onRemove={() => explorer.change((before) => removeQuery(before, id, row.query.id))}
          onToggle={() => explorer.change((before) => toggleQuery(before, id, row.query.id))}
        >
          {at > 0 ? null : (
            <>
              <Button className={styles.run ?? ''} look={leading ? 'primary' : 'plain'} onClick={run}>
                {t('execute')}
                {leading ? <EnterMark /> : null}
              </Button>
              <span className={styles.keep}>
                <KeepButton expr={drafts.get(row.query.id) ?? row.query.expr} />
              </span>
              <SteadyMenu {...props} letter={letter} view={view} graph={graph} onFormat={format} />
            </>
          )}
        </ExpressionRow>
      ))}
      {panel.collapsed ? (
        <CollapsedLine
          view={view}
          onOpen={() => explorer.change((before) => setPanel(before, id, { collapsed: false }))}
        />
      ) : (
        <>
          {panel.tree && !isBlank(panel) ? (
            <ExpressionTree
              context={props.input.context}
              expr={queries[0]?.expr ?? ''}
              timeMs={momentMs ?? span.endMs}
              live={props.input.live}
              selected={part}
              onSelect={setPart}
            />
          ) : null}
          <TabBar
            look="panel"
            label={t('panel.tabs', { letter })}
            tabs={[
              { value: 'table', label: t('table') },
              { value: 'graph', label: t('graph') },
              { value: 'explain', label: t('explain') },
            ]}
            value={tab}
            onChange={(next) => explorer.change((before) => showTab(before, id, next))}
            aside={<SteadyAside {...props} view={view} unit={unit} letter={letter} endMs={span.endMs} />}
          >
            <SteadyBody
              {...props}
              ref={graph}
              panel={shownPanel}
              view={view}
              coverages={coverages}
              unit={unit}
              letter={letter}
              onCancel={cancel}
              onFix={fix}
            />
          </TabBar>
        </>
      )}
    </section>
  );
}

/** Typing draws the panel anew with every key: what does not show the draft stays as it is. */
const SteadyMenu = memo(PanelMenu);
const SteadyBody = memo(PanelBody);
const SteadyAside = memo(Aside);

/** The same function as long as the panel is there; it does what the last drawing's would. */
function useSteady<Args extends readonly unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(run);
  latest.current = run;
  return useCallback((...args: Args) => latest.current(...args), []);
}

type AsideProps = QueryPanelProps & {
  readonly view: PanelView;
  readonly unit: ReturnType<typeof usePanelUnit>;
  readonly letter: string;
  readonly endMs: number;
};

function Aside({ panel, letter, explorer, unit, view, endMs, record }: AsideProps) {
  return (
    <div className={styles.aside}>
      <PanelOptions panel={panel} letter={letter} explorer={explorer} unit={unit} view={view} record={record} />
      <PanelReadout
        view={view}
        panel={panel}
        explorer={explorer}
        letter={letter}
        endMs={endMs}
        isRecord={record !== undefined}
      />
    </div>
  );
}

/** What is typed, until the executed expression changes by another way: back and forward, the first look. */
function useDrafts({ queries }: PanelSpec) {
  const [drafts, setDrafts] = useState<ReadonlyMap<number, string>>(
    () => new Map(queries.map(({ id, expr }) => [id, expr])),
  );
  const [from, setFrom] = useState(queries);
  if (from !== queries) {
    setFrom(queries);
    const before = new Map(from.map(({ id, expr }) => [id, expr]));
    const next = queries.map(
      ({ id, expr }) => [id, before.get(id) === expr ? (drafts.get(id) ?? expr) : expr] as const,
    );
    setDrafts(new Map(next));
  }
  const setDraft = useCallback((query: number, text: string) => setDrafts((now) => new Map(now).set(query, text)), []);
  return { drafts, setDraft };
}

/** The part of the first expression that is shown alone; another expression has other parts. */
function usePart({ queries, tree }: PanelSpec) {
  const [part, setPart] = useState<{ readonly of: string; readonly text: string } | undefined>();
  const of = queries[0]?.expr ?? '';
  const choose = (text: string | undefined) => setPart(text === undefined ? undefined : { of, text });
  return [tree && part?.of === of ? part.text : undefined, choose] as const;
}

/** The editors of the panel's expressions, and what each row shows. */
function useEditors(
  { panel, index, explorer, input }: QueryPanelProps,
  drafts: ReadonlyMap<number, string>,
  setDraft: (query: number, text: string) => void,
  view: PanelView,
) {
  const editors = useRef(new Map<number, EditorHandle | null>());
  const focused = useRef(panel.queries[0]?.id);
  const lastEdited = useCallback(() => {
    const own = focused.current === undefined ? undefined : editors.current.get(focused.current);
    return own ?? [...editors.current.values()].find((handle) => handle !== null) ?? undefined;
  }, []);
  const failures = view.kind === 'failed' || view.kind === 'answer' ? view.failures : [];
  const rows = panel.queries.map((query, at) => {
    const draft = drafts.get(query.id) ?? query.expr;
    const failed = failures.find((one) => one.query.id === query.id && one.question.request.expr === draft);
    return {
      query,
      draft,
      context: input.context,
      letter: queryLetter(index, at),
      several: panel.queries.length > 1,
      error: failed?.error,
      onDraft: (text: string) => setDraft(query.id, text),
      onFocus: () => {
        focused.current = query.id;
        explorer.stopLooking();
      },
    };
  });
  return { editors, lastEdited, rows };
}

/** Only where it has one; a click writes another. */
function PanelName({
  panel,
  explorer,
  letter,
}: {
  readonly panel: PanelSpec;
  readonly explorer: Explorer;
  readonly letter: string;
}) {
  const { t } = useTranslation('explorer');
  if (panel.name === '') return null;
  return (
    <input
      type="text"
      className={styles.name}
      aria-label={t('panel.nameOf', { letter })}
      value={panel.name}
      maxLength={longestName}
      onChange={(event) => explorer.change((before) => setPanel(before, panel.id, { name: event.target.value }))}
    />
  );
}

function CollapsedLine({ view, onOpen }: { readonly view: PanelView; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation('explorer');
  const count =
    view.kind === 'answer'
      ? view.answers.reduce((sum, { shown }) => sum + shown.answer.columns.labels.length, 0)
      : undefined;
  return (
    <button type="button" className={styles.collapsed} onClick={onOpen}>
      {t('panel.collapsed')}{' '}
      {count === undefined ? '' : t('readout.count', { count, series: formatCount(count, i18n.language) })}
    </button>
  );
}

function EnterMark() {
  return (
    <svg className={styles.enter} width="11" height="9" viewBox="0 0 11 9" aria-hidden="true">
      <path d="M10 0.5v4.5H1.5M4.2 2L1.2 5l3 3" />
    </svg>
  );
}
