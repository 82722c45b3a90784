/** The list of pools and their targets. */
import { type KeyboardEvent, memo, type Ref, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Target } from '../../../shared/model/target.ts';
import { GridHead } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { pressTreeKey } from '../../components/tree-row-keys.ts';
import { useRowHeights } from '../../components/use-row-heights.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { PoolRow } from './pool-row.tsx';
import { type Row, targetKey } from './shown-targets.ts';
import type { AskedDialog } from './target-dialogs.tsx';
import { TargetRow, type TargetRowActions } from './target-row.tsx';
import styles from './target-rows.module.css';
import { showDropped, togglePool, toggleTarget } from './targets-state.ts';
import type { ChangeState } from './use-targets-state.ts';

export interface TargetsTableProps {
  readonly ref: Ref<VirtualRowsHandle>;
  readonly context: ContextId;
  readonly rows: readonly Row[];
  /** By pool without targets, what its rules dropped. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly change: ChangeState;
  readonly onGraph: (target: Target) => void;
  readonly onAsk: (dialog: AskedDialog) => void;
}

const poolPx = 34;
const targetPx = 26;
/** Until they were measured. */
const supposedErrorPx = 26;
const supposedDetailsPx = 180;

/** Only what is shown draws it again: letters that are typed come first. */
export const TargetsTable = memo(function TargetsTable(props: TargetsTableProps) {
  const { ref, context, rows, dropped, change, onGraph, onAsk } = props;
  const { t } = useTranslation('targets');
  const { heightOf, onHeight } = useHeights(rows);
  const actions = useMemo<TargetRowActions>(
    () => ({
      context,
      onToggle: (key) => change((before) => toggleTarget(before, key)),
      onHeight,
      onGraph,
      onSteps: ({ key, url }) => onAsk({ kind: 'steps', key, name: url }),
      onConfig: (pool) => onAsk({ kind: 'config', pool }),
      onBody: ({ key, url }) => onAsk({ kind: 'body', key, name: url }),
    }),
    [context, change, onHeight, onGraph, onAsk],
  );
  const onTogglePool = useCallback((pool: string) => change((before) => togglePool(before, pool)), [change]);
  const onDropped = useCallback((pool: string) => change((before) => showDropped(before, pool)), [change]);
  const inner = useRef<VirtualRowsHandle>(null);
  const onKey = useRowKeys(rows, change, inner);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows]);
  const [marksPx, marksHead] = useWidth();
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    if (row === undefined) return null;
    if (row.kind === 'pool')
      return (
        <PoolRow
          key={row.key}
          shown={row.shown}
          open={row.open}
          frame={frame}
          marksPx={marksPx}
          dropped={dropped.get(row.shown.pool.name)}
          onToggle={onTogglePool}
          onDropped={onDropped}
        />
      );
    const { target, pool, open, place, of } = row;
    return (
      <TargetRow
        key={row.key}
        target={target}
        pool={pool}
        open={open}
        place={place}
        of={of}
        frame={frame}
        actions={actions}
      />
    );
  };
  const setRef = (handle: VirtualRowsHandle | null) => {
    inner.current = handle;
    if (typeof ref === 'function') ref(handle);
    else if (ref !== null && ref !== undefined) ref.current = handle;
  };
  return (
    <VirtualRows
      ref={setRef}
      label={t('table.label')}
      count={rows.length}
      keyOf={keyOf}
      heightOf={heightOf}
      rowPx={targetPx}
      head={<Head marks={marksHead} />}
      render={render}
      onKey={onKey}
    />
  );
});

/** How high rows are: what stands below a target's first line is measured when it is in the page. */
function useHeights(rows: readonly Row[]) {
  const [heights, onHeight] = useRowHeights();
  const heightOf = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row === undefined) return 0;
      if (row.kind === 'pool') return poolPx;
      if (!row.open && row.target.error === '') return targetPx;
      const supposedPx = (row.target.error === '' ? 0 : supposedErrorPx) + (row.open ? supposedDetailsPx : 0);
      return targetPx + (heights.get(row.key) ?? supposedPx);
    },
    [rows, heights],
  );
  return { heightOf, onHeight };
}

/** Keys on a row that do something with it: Enter, the arrows to the sides as in a tree, `c`, Escape. */
function useRowKeys(
  rows: readonly Row[],
  change: ChangeState,
  table: { readonly current: VirtualRowsHandle | null },
): (index: number, event: KeyboardEvent) => boolean {
  return (index, { key }) => {
    const row = rows[index];
    // A pool without targets has nothing to be opened.
    if (row === undefined || (row.kind === 'pool' && row.shown.targets.length === 0)) return false;
    const toggle = () =>
      change((before) =>
        row.kind === 'pool' ? togglePool(before, row.shown.pool.name) : toggleTarget(before, row.target.key),
      );
    if (key === 'c') return row.kind === 'target' && copyUrl(row.target);
    const below = row.kind === 'pool' ? undefined : row.place;
    return pressTreeKey(key, index, { open: row.open, below, toggle }, (to) => table.current?.go(to));
  };
}

function copyUrl({ key }: Target): boolean {
  const row = document.querySelector(`[data-row="${CSS.escape(targetKey(key))}"]`);
  // As by the pointer: it says beside the URL that it did.
  row?.querySelector<HTMLElement>('[data-copy]')?.click();
  return true;
}

/** How wide an element is, in pixels, and what it is given to be known. */
function useWidth(): readonly [number, { readonly current: HTMLSpanElement | null }] {
  const host = useRef<HTMLSpanElement>(null);
  const [widthPx, setWidthPx] = useState(300);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidthPx(element.offsetWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [widthPx, host];
}

function Head({ marks }: { readonly marks: { readonly current: HTMLSpanElement | null } }) {
  const { t } = useTranslation('targets');
  const pair = (long: string, short: string) => ({ title: long, content: <LongOrShort long={long} short={short} /> });
  return (
    <GridHead
      className={styles.head}
      cells={[
        { key: 'pool', content: t('head.pool') },
        { key: 'health', content: t('head.health') },
        { key: 'marks', ...pair(t('head.marks'), t('head.marksShort')), ref: marks },
        { key: 'interval', ...pair(t('head.interval'), t('head.intervalShort')), numeric: true },
        { key: 'samples', content: t('head.samples'), numeric: true },
        { key: 'duration', content: t('head.duration'), title: t('head.duration'), numeric: true },
      ]}
    />
  );
}

function LongOrShort({ long, short }: { readonly long: string; readonly short: string }) {
  return (
    <>
      <span className={styles.wide}>{long}</span>
      <span className={styles.short}>{short}</span>
    </>
  );
}
