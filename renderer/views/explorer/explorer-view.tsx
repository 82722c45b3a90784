/** The Explorer: expressions in panels over one shared window of time. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import { createCrosshair } from '../../charts/crosshair.ts';
import { createLookBook } from '../../charts/looks.ts';
import { warmPainter } from '../../charts/paint-service.ts';
import { Button } from '../../components/button.tsx';
import { useAction, useShortcut } from '../../components/shortcuts.ts';
import { useAsked } from '../../state/asked.tsx';
import { useStores } from '../../state/stores.tsx';
import {
  addPanel,
  execute,
  insertPanel,
  mostPanels,
  type PanelSpec,
  panelLetter,
  removePanel,
  showExpression,
} from './explorer-state.ts';
import styles from './explorer-view.module.css';
import { LibraryDrawer } from './library/library-drawer.tsx';
import { MetricExplorer } from './metrics/metric-explorer.tsx';
import type { PanelHandle } from './panel-props.ts';
import { QueryPanel } from './query-panel.tsx';
import { movedTo, spanOf, zoomOut } from './time-window.ts';
import { Toolbar } from './toolbar.tsx';
import { type Explorer, useExplorer } from './use-explorer.ts';
import { useExplorerHints } from './use-explorer-hints.ts';
import { useRecorded } from './use-known-coverage.ts';

export interface ExplorerViewProps {
  readonly context: ContextId;
}

export function ExplorerView({ context }: ExplorerViewProps) {
  const asked = useAsked();
  const { live, name: contextName, record } = asked;
  const explorer = useExplorer(context, asked);
  const { panels, window: shown } = explorer.state;
  useTellWindow(explorer);
  const recorded = useRecorded(context);
  const [crosshair] = useState(createCrosshair);
  const [book] = useState(createLookBook);
  const [focused, setFocused] = useState(0);
  const handles = useRef(new Map<number, PanelHandle>());
  const leading = panels.some((panel) => panel.id === focused) ? focused : (panels[0]?.id ?? 0);
  const lead = useCallback(() => handles.current.get(leading), [leading]);
  const { removed, remove, undo } = useRemoval(explorer);
  const drawer = useDrawer(lead);
  const setAdded = useFocusAdded(panels, handles);
  useExplorerKeys(explorer, handles, lead, drawer.open);
  useExplorerHints();
  useEffect(warmPainter, []);
  const input = useMemo(
    () => ({ context: asked.id, window: shown, clock: explorer.clock, live }),
    [asked.id, shown, explorer.clock, live],
  );
  const use = (expr: string) => {
    const target = panels.find((panel) => panel.id === leading);
    if (target === undefined || target.queries.length > 1) explorer.change((before) => showExpression(before, expr));
    else explorer.change((before) => execute(before, target.id, [expr]));
  };

  return (
    <div className={styles.view} data-alone={panels.length === 1}>
      <Toolbar
        explorer={explorer}
        onAdded={() => setAdded(true)}
        onMetrics={() => drawer.open('metrics')}
        onQueries={() => drawer.open('queries')}
        isRecord={record !== undefined}
      />
      {panels.map((panel, index) => (
        <QueryPanel
          key={panel.id}
          ref={(handle) => {
            if (handle === null) handles.current.delete(panel.id);
            else handles.current.set(panel.id, handle);
          }}
          panel={panel}
          index={index}
          explorer={explorer}
          input={input}
          contextName={contextName}
          record={record}
          recorded={recorded}
          crosshair={crosshair}
          book={book}
          leading={panel.id === leading}
          onFocus={() => setFocused(panel.id)}
          onRemove={remove}
        />
      ))}
      {removed === undefined ? null : <RemovedBar removed={removed} onUndo={undo} />}
      {drawer.shown === 'metrics' ? (
        <MetricExplorer
          // Another one has other metrics.
          key={asked.id}
          context={asked.id}
          span={spanOf(shown, explorer.clock.nowMs)}
          live={live}
          initialSelector={drawer.selector}
          onInsert={(text) => lead()?.insert(text)}
          onUse={use}
          onClose={drawer.close}
        />
      ) : null}
      {drawer.shown === 'queries' ? (
        <LibraryDrawer context={context} onInsert={(text) => lead()?.insert(text)} onUse={use} onClose={drawer.close} />
      ) : null}
    </div>
  );
}

/** What stands over the view may show the window, and move it. */
function useTellWindow({ state, clock, zoom, reach }: Explorer): void {
  const { viewWindows } = useStores();
  const { startMs, endMs } = spanOf(state.window, clock.nowMs);
  const move = useRef((from: number, to: number) => zoom(movedTo({ startMs: from, endMs: to }, reach())));
  move.current = (from, to) => zoom(movedTo({ startMs: from, endMs: to }, reach()));
  useEffect(() => {
    viewWindows.setState({ shown: { startMs, endMs, move: (from, to) => move.current(from, to) } });
  }, [viewWindows, startMs, endMs]);
  useEffect(() => () => viewWindows.setState({ shown: undefined }), [viewWindows]);
}

interface Removed {
  readonly panel: PanelSpec;
  readonly index: number;
}

/** So long it can be taken back. */
const undoMs = 12_000;

function useRemoval({ change }: Explorer) {
  const [removed, setRemoved] = useState<Removed | undefined>();
  useEffect(() => {
    if (removed === undefined) return undefined;
    const timer = setTimeout(() => setRemoved(undefined), undoMs);
    return () => clearTimeout(timer);
  }, [removed]);
  const remove = useCallback(
    (panel: PanelSpec, index: number) => {
      change((before) => removePanel(before, panel.id));
      setRemoved({ panel, index });
    },
    [change],
  );
  const undo = () => {
    if (removed === undefined) return;
    change((before) => insertPanel(before, removed.panel, removed.index));
    setRemoved(undefined);
  };
  return { removed, remove, undo };
}

function RemovedBar({ removed, onUndo }: { readonly removed: Removed; readonly onUndo: () => void }) {
  const { t } = useTranslation('explorer');
  return (
    <div className={styles.removed} role="status">
      {t('removed.text', { letter: panelLetter(removed.index) })}{' '}
      <Button size="small" onClick={onUndo}>
        {t('removed.undo')}
      </Button>
    </div>
  );
}

type DrawerName = 'metrics' | 'queries';

/** One at a time; the explorer of metrics opens what the cursor stands on. */
function useDrawer(lead: () => PanelHandle | undefined) {
  const [shown, setShown] = useState<DrawerName | undefined>();
  const [selector, setSelector] = useState<string | undefined>();
  const open = useCallback(
    (name: DrawerName) => {
      setSelector(name === 'metrics' ? lead()?.selectorAtCursor() : undefined);
      setShown((now) => (now === name ? undefined : name));
    },
    [lead],
  );
  return { shown, selector, open, close: useCallback(() => setShown(undefined), []) };
}

/** A panel that was just added is where one goes on. */
function useFocusAdded(
  panels: readonly PanelSpec[],
  handles: React.RefObject<Map<number, PanelHandle>>,
): (added: boolean) => void {
  const [added, setAdded] = useState(false);
  const last = panels.at(-1);
  useEffect(() => {
    if (!added || last === undefined) return;
    setAdded(false);
    // After the commit: the new editor is being put up in it.
    queueMicrotask(() => handles.current.get(last.id)?.focus());
  }, [added, last, handles]);
  return setAdded;
}

function useExplorerKeys(
  explorer: Explorer,
  handles: React.RefObject<Map<number, PanelHandle>>,
  lead: () => PanelHandle | undefined,
  openDrawer: (name: DrawerName) => void,
): void {
  const { t } = useTranslation('explorer');
  const { change, state, refresh, zoom, zoomBack, reach } = explorer;
  const { window: shown, panels } = state;
  useShortcut('e', t('keys.edit'), () => lead()?.focus());
  useShortcut('r', t('keys.refresh'), refresh);
  useShortcut('.', t('keys.cancel'), () => {
    for (const handle of handles.current.values()) handle.cancel();
  });
  useShortcut('z', t('keys.zoomOut'), () => zoom(zoomOut(shown, reach())));
  useShortcut('Z', t('keys.zoomBack'), zoomBack);
  useShortcut('m', t('keys.metrics'), () => openDrawer('metrics'));
  useShortcut('q', t('keys.queries'), () => openDrawer('queries'));
  useAction(t('addPanel'), panels.length < mostPanels ? () => change(addPanel) : undefined);
  useAction(
    t('keys.now'),
    shown.endMs === undefined
      ? undefined
      : () => change((before) => ({ ...before, window: { ...shown, endMs: undefined } })),
  );
}
