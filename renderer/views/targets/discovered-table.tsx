/** Discovered targets in a list of any length: what is out of sight is not even asked for. */
import { type KeyboardEvent, type Ref, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelValue } from '../../../shared/model/labels.ts';
import { GridHead } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import styles from './discovered-row.module.css';
import { DiscoveredRow, type DiscoveredRowActions } from './discovered-row.tsx';
import { type FoundPages, foundAt, namingOf } from './found-pages.ts';
import type { AskedDialog } from './target-dialogs.tsx';
import { toggleTarget } from './targets-state.ts';
import type { ChangeState } from './use-targets-state.ts';

export interface DiscoveredTableProps {
  readonly ref: Ref<VirtualRowsHandle>;
  readonly pages: FoundPages;
  readonly open: ReadonlySet<string>;
  readonly change: ChangeState;
  readonly onSight: (first: number, last: number) => void;
  readonly onAsk: (dialog: AskedDialog) => void;
}

const rowPx = 26;
const supposedDetailsPx = 200;

export function DiscoveredTable({ ref, pages, open, change, onSight, onAsk }: DiscoveredTableProps) {
  const { t } = useTranslation('targets');
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const actions = useMemo<DiscoveredRowActions>(
    () => ({
      onToggle: (key) => change((before) => toggleTarget(before, key)),
      onHeight: (key, heightPx) =>
        setHeights((before) => (before.get(key) === heightPx ? before : new Map(before).set(key, heightPx))),
      onSteps: ({ key, discovered }) =>
        onAsk({ kind: 'steps', key, name: labelValue(discovered, '__address__') ?? '' }),
      onConfig: (pool) => onAsk({ kind: 'config', pool }),
    }),
    [change, onAsk],
  );
  const [lists] = useState(() => new Map<string, readonly string[]>());
  const naming = useMemo(() => namingOf(pages, lists), [pages, lists]);
  const keyOf = useCallback((index: number) => foundAt(pages, index)?.key ?? `row ${index}`, [pages]);
  const heightOf = useCallback(
    (index: number) => {
      const found = foundAt(pages, index);
      return found === undefined || !open.has(found.key)
        ? rowPx
        : rowPx + (heights.get(found.key) ?? supposedDetailsPx);
    },
    [pages, open, heights],
  );
  const latest = useRef({ pages, open });
  latest.current = { pages, open };
  const onKey = useCallback(
    (index: number, { key }: KeyboardEvent) => {
      const found = foundAt(latest.current.pages, index);
      if (found === undefined) return false;
      const isOpen = latest.current.open.has(found.key);
      const turns =
        key === 'Enter' ||
        key === ' ' ||
        (key === 'ArrowRight' && !isOpen) ||
        ((key === 'ArrowLeft' || key === 'Escape') && isOpen);
      if (turns) actions.onToggle(found.key);
      return turns;
    },
    [actions],
  );
  const render = (index: number, frame: RowFrame) => {
    const found = foundAt(pages, index);
    const before = index === 0 ? undefined : foundAt(pages, index - 1);
    return (
      <DiscoveredRow
        key={keyOf(index)}
        found={found}
        naming={found === undefined ? undefined : naming(found)}
        open={found !== undefined && open.has(found.key)}
        repeats={before !== undefined && before.pool === found?.pool}
        frame={frame}
        actions={actions}
      />
    );
  };
  return (
    <VirtualRows
      ref={ref}
      label={t('found.label')}
      count={pages.found.count}
      keyOf={keyOf}
      heightOf={heightOf}
      rowPx={rowPx}
      head={<Head />}
      render={render}
      onKey={onKey}
      onSight={onSight}
    />
  );
}

function Head() {
  const { t } = useTranslation('targets');
  const names = ['state', 'pool', 'address', 'labels'] as const;
  return <GridHead className={styles.head} cells={names.map((name) => ({ key: name, content: t(`found.${name}`) }))} />;
}
