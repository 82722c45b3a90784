/** What else can be done with a panel. */
import type { RefObject } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphHandle } from '../../charts/graph-model.ts';
import { ActionMenu } from '../../components/action-menu.tsx';
import { addQuery, duplicatePanel, movePanel, setPanel } from './explorer-state.ts';
import { formatSearch } from './explorer-url.ts';
import { exportActions } from './export/export-actions.ts';
import { useRecordActions } from './keep/use-record-actions.tsx';
import { useKeepAction } from './library/use-keep-action.ts';
import type { QueryPanelProps } from './panel-props.ts';
import type { PanelView } from './panel-view.ts';
import styles from './query-panel.module.css';
import { resultParts } from './result/result-part.ts';

export interface PanelMenuProps extends QueryPanelProps {
  readonly letter: string;
  readonly view: PanelView;
  readonly graph: RefObject<GraphHandle | null>;
  readonly onFormat: () => void;
}

export function PanelMenu(props: PanelMenuProps) {
  const { panel, index, explorer, letter, onFormat, onRemove } = props;
  const { t } = useTranslation('explorer');
  const exports = useExports(props);
  const [said, setSaid] = useSaid();
  const keep = useKeepAction(panel.queries[0]?.expr ?? '', setSaid);
  const recording = useRecordActions(props, letter, setSaid);
  const { id } = panel;
  const { change, state } = explorer;
  const last = state.panels.length - 1;
  const copyLink = () => {
    const search = formatSearch({ ...state, panels: [panel] });
    const url = `${window.location.origin}${window.location.pathname}?${search}`;
    navigator.clipboard.writeText(url).then(
      () => setSaid(t('menu.copied')),
      () => setSaid(t('menu.notCopied')),
    );
  };
  return (
    <>
      <ActionMenu
        look="quiet"
        label={t('menu.label', { letter })}
        button="⋯"
        actions={[
          { label: t('menu.addQuery'), run: () => change((before) => addQuery(before, id)) },
          { label: t('menu.format'), run: onFormat },
          ...(keep === undefined ? [] : [keep]),
          {
            label: t(panel.tree ? 'menu.noTree' : 'menu.tree'),
            run: () => change((before) => setPanel(before, id, { tree: !panel.tree })),
          },
          {
            label: t('menu.name'),
            apart: true,
            run: () =>
              change((before) =>
                setPanel(before, id, { name: panel.name === '' ? t('menu.newName', { letter }) : '' }),
              ),
          },
          { label: t('menu.duplicate'), run: () => change((before) => duplicatePanel(before, id)) },
          ...(index > 0 ? [{ label: t('menu.up'), run: () => change((before) => movePanel(before, id, -1)) }] : []),
          ...(index < last ? [{ label: t('menu.down'), run: () => change((before) => movePanel(before, id, 1)) }] : []),
          {
            label: t(panel.collapsed ? 'menu.open' : 'menu.collapse'),
            run: () => change((before) => setPanel(before, id, { collapsed: !panel.collapsed })),
          },
          ...recording.actions,
          { label: t('menu.link'), run: copyLink, apart: true },
          ...exports(setSaid),
          ...(last > 0 ? [{ label: t('removePanel'), run: () => onRemove(panel, index), apart: true }] : []),
        ]}
      />
      {recording.dialogs}
      <span role="status" className={said === '' ? 'spoken' : styles.said}>
        {said}
      </span>
    </>
  );
}

const saidMs = 8000;

/** What was done, for as long as one reads it. */
function useSaid() {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid] as const;
}

/** An expression over a picture: as much of it as one line takes. */
const longestPictured = 120;

/** CSV, JSON and, of a graph, PNG of what is shown. */
function useExports({ view, panel, letter, graph, contextName }: PanelMenuProps) {
  const { t, i18n } = useTranslation(['explorer', 'result']);
  return (say: (text: string) => void) => {
    if (view.kind !== 'answer') return [];
    const parts = resultParts(view.answers);
    const title = panel.name === '' ? `${contextName} ${letter}` : `${contextName} ${panel.name}`;
    const exprs = parts.map(({ expr }) => expr.replaceAll(/\s+/g, ' ')).join(', ');
    const pictureTitle = `${title}: ${exprs.length > longestPictured ? `${exprs.slice(0, longestPictured)}…` : exprs}`;
    const picture = panel.tab === 'graph' ? () => graph.current?.picture(pictureTitle) : undefined;
    const visible = () => (panel.tab === 'graph' ? graph.current?.visible() : undefined);
    return exportActions({ parts, title, picture, visible, language: i18n.language, t, say });
  };
}
