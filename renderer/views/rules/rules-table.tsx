/** The list of groups and rules. */
import { type KeyboardEvent, memo, type Ref, useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { GridHead } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { pressTreeKey } from '../../components/tree-row-keys.ts';
import { useRowHeights } from '../../components/use-row-heights.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { GroupRow } from './group-row.tsx';
import type { RowActions, RowTexts } from './row-texts.ts';
import { RuleRow } from './rule-row.tsx';
import styles from './rule-rows.module.css';
import type { Row } from './shown-rules.ts';

export interface RulesTableProps {
  readonly ref: Ref<VirtualRowsHandle>;
  readonly rows: readonly Row[];
  readonly texts: RowTexts;
  readonly actions: Omit<RowActions, 'onHeight'>;
}

const groupPx = 42;
const rulePx = 26;
const errorPx = 20;
/** Until it was measured. */
const supposedPx = 170;

/** Only what is shown draws it again: letters that are typed come first. */
export const RulesTable = memo(function RulesTable({ ref, rows, texts, actions: given }: RulesTableProps) {
  const { t } = useTranslation('rules');
  const [heights, onHeight] = useRowHeights();
  const heightOf = useCallback(
    (index: number) => {
      const row = rows[index];
      return row === undefined ? 0 : heightOfRow(row, heights);
    },
    [rows, heights],
  );
  const actions = useMemo<RowActions>(() => ({ ...given, onHeight }), [given, onHeight]);
  const inner = useRef<VirtualRowsHandle>(null);
  const setRef = (handle: VirtualRowsHandle | null) => {
    inner.current = handle;
    if (typeof ref === 'function') ref(handle);
    else if (ref !== null) ref.current = handle;
  };
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows]);
  const onKey = (index: number, { key }: KeyboardEvent) => {
    const row = rows[index];
    if (row === undefined) return false;
    const toggle = () =>
      row.kind === 'group' ? actions.onGroup(row.shown.model.group.key) : actions.onRule(row.model.rule.key);
    const below = row.kind === 'group' ? undefined : row.place?.at;
    return pressTreeKey(key, index, { open: row.open, below, toggle }, (to) => inner.current?.go(to));
  };
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    if (row === undefined) return null;
    const { key, open } = row;
    if (row.kind === 'group') return <GroupRow {...{ open, frame, texts, actions }} shown={row.shown} key={key} />;
    return <RuleRow {...{ open, frame, texts, actions }} model={row.model} place={row.place} key={key} />;
  };
  const cells = [
    { key: 'health', content: t('head.health') },
    { key: 'name', content: t('head.name') },
    { key: 'evaluated', content: t('head.evaluated'), numeric: true },
    { key: 'duration', content: t('head.duration'), numeric: true },
  ];
  return (
    <VirtualRows
      ref={setRef}
      label={t('table.label')}
      count={rows.length}
      {...{ keyOf, heightOf, render, onKey }}
      rowPx={rulePx}
      head={<GridHead className={styles.head} cells={cells} />}
    />
  );
});

function heightOfRow(row: Row, heights: ReadonlyMap<string, number>): number {
  if (row.kind === 'group') return groupPx;
  const firstPx = row.model.rule.error === '' ? rulePx : rulePx + errorPx;
  return row.open ? firstPx + (heights.get(row.key) ?? supposedPx) : firstPx;
}
