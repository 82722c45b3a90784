/** The rules of a history and their alerts, on one scale of time, which stands above them. */
import { type KeyboardEvent, type Ref, useCallback, useMemo, useRef, useState } from 'react';
import { createCrosshair } from '../../../charts/crosshair.ts';
import { GridHead } from '../../../components/grid-parts.tsx';
import type { RowFrame } from '../../../components/row-frame.ts';
import { pressTreeKey } from '../../../components/tree-row-keys.ts';
import { useRowHeights } from '../../../components/use-row-heights.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../../components/virtual-rows.tsx';
import styles from './history.module.css';
import type { HistoryRowActions } from './history-row-actions.ts';
import { HistoryRowView } from './history-rows.tsx';
import { useHistoryTexts } from './history-texts.tsx';
import { PointedAxis } from './pointed-axis.tsx';
import type { HistoryRow, ShownHistory } from './shown-history.ts';
import { TimePointer } from './time-pointer.tsx';

export interface HistoryTableProps {
  readonly ref: Ref<VirtualRowsHandle>;
  readonly shown: ShownHistory;
  readonly rows: readonly HistoryRow[];
  readonly actions: Omit<HistoryRowActions, 'onHeight'>;
  /** As it was chosen: rows are drawn a little later, and keys may come faster. */
  readonly isOpen: (row: HistoryRow) => boolean;
}

const rulePx = 42;
const alertPx = 26;
/** Until it was measured. */
const supposedBelowPx = 150;

export function HistoryTable({ ref, shown, rows, actions: given, isOpen }: HistoryTableProps) {
  const { t } = useHistoryTexts();
  const [heights, onHeight] = useRowHeights();
  const [crosshair] = useState(createCrosshair);
  const host = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const inner = useRef<VirtualRowsHandle>(null);
  const actions = useMemo<HistoryRowActions>(() => ({ ...given, onHeight }), [given, onHeight]);
  const heightOf = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row === undefined) return 0;
      if (row.kind === 'rule') return rulePx;
      return alertPx + (row.open ? (heights.get(row.key) ?? supposedBelowPx) : 0);
    },
    [rows, heights],
  );
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows]);
  const setRef = (handle: VirtualRowsHandle | null) => {
    inner.current = handle;
    if (typeof ref === 'function') ref(handle);
    else if (ref !== null) ref.current = handle;
  };
  const onKey = (index: number, { key }: KeyboardEvent) => {
    const row = rows[index];
    if (row === undefined) return false;
    const below = row.kind === 'rule' ? undefined : row.place;
    const tree = { open: isOpen(row), below, toggle: () => actions.onToggle(row) };
    return pressTreeKey(key, index, tree, (to) => inner.current?.go(to));
  };
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    return row === undefined ? null : <HistoryRowView key={row.key} {...{ row, frame, actions }} />;
  };
  const head = <Head axis={<PointedAxis ref={axis} {...{ crosshair, shown }} onZoom={actions.onZoom} />} />;
  return (
    <div ref={host} className={styles.table}>
      <VirtualRows
        ref={setRef}
        label={t('table.label')}
        count={rows.length}
        {...{ keyOf, heightOf, render, onKey, head }}
        rowPx={alertPx}
      />
      <TimePointer {...{ host, axis, crosshair, shown }} onZoom={actions.onZoom} />
    </div>
  );
}

function Head({ axis }: { readonly axis: React.ReactNode }) {
  const { t } = useHistoryTexts();
  return (
    <GridHead
      className={styles.head}
      cells={[
        { key: 'name', content: t('head.name') },
        { key: 'bars', content: axis },
        { key: 'began', content: t('head.began'), numeric: true },
        { key: 'ended', content: t('head.ended'), numeric: true },
        { key: 'firing', content: t('head.firing'), numeric: true },
        { key: 'times', content: t('head.times'), numeric: true },
      ]}
    />
  );
}
