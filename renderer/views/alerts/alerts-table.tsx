/** The list of rules and their alerts. */
import { type KeyboardEvent, memo, type Ref, useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { GridHead } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { pressTreeKey } from '../../components/tree-row-keys.ts';
import { useRowHeights } from '../../components/use-row-heights.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { AlertRow } from './alert-row.tsx';
import styles from './alert-rows.module.css';
import type { Explore, RowActions, TryRule } from './row-actions.ts';
import { SectionRow } from './section-row.tsx';
import type { Row } from './shown-alerts.ts';

export interface AlertsTableProps {
  readonly ref: Ref<VirtualRowsHandle>;
  readonly rows: readonly Row[];
  readonly notes: boolean;
  /** By whose values alerts stand together; undefined: by their rules. */
  readonly by: string | undefined;
  readonly onToggleSection: (key: string) => void;
  readonly onToggleAlert: (key: string) => void;
  /** As it was chosen: rows are drawn a little later, and keys may come faster. */
  readonly isOpen: (row: Row) => boolean;
  readonly onExplore: Explore;
  readonly onTry: TryRule;
}

const rulePx = 42;
const sectionPx = 34;
const alertPx = 26;
const notePx = 20;
/** Until they were measured. */
const supposedRulePx = 150;
const supposedAlertPx = 330;

/** Only what is shown draws it again: letters that are typed come first. */
export const AlertsTable = memo(function AlertsTable(props: AlertsTableProps) {
  const { ref, rows, notes, by, onToggleSection, onToggleAlert, onExplore, onTry } = props;
  const { t } = useTranslation('alerts');
  const [heights, onHeight] = useRowHeights();
  const heightOf = useCallback(
    (index: number) => {
      const row = rows[index];
      return row === undefined ? 0 : firstPx(row, notes) + belowPx(row, heights);
    },
    [rows, notes, heights],
  );
  const actions = useMemo<RowActions>(
    () => ({ onToggleSection, onToggleAlert, onHeight, onExplore, onTry }),
    [onToggleSection, onToggleAlert, onHeight, onExplore, onTry],
  );
  const inner = useRef<VirtualRowsHandle>(null);
  const setRef = (handle: VirtualRowsHandle | null) => {
    inner.current = handle;
    if (typeof ref === 'function') ref(handle);
    else if (ref !== null) ref.current = handle;
  };
  const onKey = useRowKeys(rows, props, inner);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows]);
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    if (row === undefined) return null;
    const { key, section, open } = row;
    if (row.kind === 'section') return <SectionRow {...{ section, open, frame, actions }} key={key} />;
    const { model, place, of } = row;
    return <AlertRow {...{ section, model, open, place, of, notes, frame, actions }} key={key} />;
  };
  return (
    <VirtualRows
      ref={setRef}
      label={t('table.label')}
      count={rows.length}
      {...{ keyOf, heightOf, render, onKey }}
      rowPx={alertPx}
      head={<Head by={by} />}
    />
  );
});

function firstPx(row: Row, notes: boolean): number {
  if (row.kind === 'section') return row.section.kind === 'rule' ? rulePx : sectionPx;
  return notes && row.model.note !== '' ? alertPx + notePx : alertPx;
}

function belowPx(row: Row, heights: ReadonlyMap<string, number>): number {
  if (!row.open || (row.kind === 'section' && row.section.kind !== 'rule')) return 0;
  return heights.get(row.key) ?? (row.kind === 'section' ? supposedRulePx : supposedAlertPx);
}

function useRowKeys(
  rows: readonly Row[],
  { onToggleSection, onToggleAlert, isOpen }: Pick<AlertsTableProps, 'onToggleSection' | 'onToggleAlert' | 'isOpen'>,
  table: { readonly current: VirtualRowsHandle | null },
): (index: number, event: KeyboardEvent) => boolean {
  return (index, { key }) => {
    const row = rows[index];
    if (row === undefined) return false;
    const toggle = () =>
      row.kind === 'section' ? onToggleSection(row.section.key) : onToggleAlert(row.model.alert.key);
    const below = row.kind === 'section' ? undefined : row.place;
    return pressTreeKey(key, index, { open: isOpen(row), below, toggle }, (to) => table.current?.go(to));
  };
}

function Head({ by }: Pick<AlertsTableProps, 'by'>) {
  const { t } = useTranslation('alerts');
  return (
    <GridHead
      className={styles.head}
      cells={[
        { key: 'state', content: t('head.state') },
        { key: 'name', content: by === undefined ? t('head.name') : t('head.label', { label: plainText(by) }) },
        { key: 'severity', content: by === undefined ? t('head.severity') : '' },
        { key: 'alerts', content: t('head.alerts'), numeric: true },
        { key: 'since', content: t('head.since'), numeric: true },
      ]}
    />
  );
}
