/** The Explorer: expressions in panels over one shared window of time. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import { createCrosshair } from '../../charts/crosshair.ts';
import { createLookBook } from '../../charts/looks.ts';
import { useLinkState } from '../../client/hooks.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { findContext } from '../../state/contexts-store.ts';
import { useConnection, useContexts } from '../../state/stores.tsx';
import styles from './explorer-view.module.css';
import { type PanelHandle, QueryPanel } from './query-panel.tsx';
import { zoomOut } from './time-window.ts';
import { Toolbar } from './toolbar.tsx';
import { useExplorer } from './use-explorer.ts';

export interface ExplorerViewProps {
  readonly context: ContextId;
}

export function ExplorerView({ context }: ExplorerViewProps) {
  const { t } = useTranslation('explorer');
  const { state: connection } = useConnection(context);
  const link = useLinkState();
  const live = link.kind === 'open' && (connection.kind === 'connected' || connection.kind === 'degraded');
  const contextName = findContext(useContexts().snapshot, context)?.name ?? context;
  const explorer = useExplorer(context, live);
  const { panels, window: shown } = explorer.state;
  const [crosshair] = useState(createCrosshair);
  const [book] = useState(createLookBook);
  const [focused, setFocused] = useState(0);
  const handles = useRef(new Map<number, PanelHandle>());
  const leading = panels.some((panel) => panel.id === focused) ? focused : (panels[0]?.id ?? 0);

  // A panel that was just added is where one goes on.
  const [added, setAdded] = useState(false);
  const last = panels.at(-1);
  useEffect(() => {
    if (!added || last === undefined) return;
    setAdded(false);
    // After the commit: the new editor is being put up in it.
    queueMicrotask(() => handles.current.get(last.id)?.focus());
  }, [added, last]);

  useShortcut('e', t('keys.edit'), () => handles.current.get(leading)?.focus());
  useShortcut('r', t('keys.refresh'), explorer.refresh);
  useShortcut('.', t('keys.cancel'), () => {
    for (const handle of handles.current.values()) handle.cancel();
  });
  useShortcut('z', t('keys.zoomOut'), () => explorer.zoom(zoomOut(shown, Date.now())));

  return (
    <div className={styles.view} data-alone={panels.length === 1}>
      <Toolbar explorer={explorer} onAdded={() => setAdded(true)} />
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
          input={{ context, window: shown, clock: explorer.clock, live }}
          contextName={contextName}
          crosshair={crosshair}
          book={book}
          leading={panel.id === leading}
          removable={panels.length > 1}
          onFocus={() => setFocused(panel.id)}
        />
      ))}
    </div>
  );
}
