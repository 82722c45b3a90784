/** The alerts by the groups in which receivers are told of them; a row opens to all that is known of its alert. */

import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toggled } from '../../../shared/base/toggled.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { GridHead } from '../../components/grid-parts.tsx';
import list from '../../components/list-view.module.css';
import type { RowFrame } from '../../components/row-frame.ts';
import { useRowHeights } from '../../components/use-row-heights.ts';
import { useSliced } from '../../components/use-sliced.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { useSettings } from '../../state/stores.tsx';
import { AlertView, GroupView } from './alert-row.tsx';
import { type AlertRows, alertRows, type Row } from './alert-rows.ts';
import type { AlertmanagerState } from './alertmanager-state.ts';
import { formOfAlert } from './form/form-model.ts';
import type { Reading } from './reading.ts';
import styles from './rows.module.css';
import type { SilenceActions } from './silence-task.ts';
import type { ChangeState } from './use-alertmanager-state.ts';

export interface AlertsPartProps {
  readonly reading: Reading;
  readonly state: AlertmanagerState;
  readonly change: ChangeState;
  readonly actions: SilenceActions;
}

const groupPx = 34;
const alertPx = 26;
/** Until it was measured. */
const supposedDetailsPx = 200;

export function AlertsPart({ reading, state, change, actions }: AlertsPartProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { text, filter, receiver } = state;
  const start = useCallback(() => alertRows(reading, { text, filter, receiver }), [reading, text, filter, receiver]);
  const found = useSliced(start);
  if (found === undefined) return null;
  const number = (count: number) => formatCount(count, i18n.language);
  const { all, active, suppressed } = found.counts;
  return (
    <>
      <p className={styles.counts} role="status">
        {t('alerts.counts', { count: all, n: number(all), active: number(active), suppressed: number(suppressed) })}
        {found.shown === all ? null : <> {t('alerts.shown', { n: number(found.shown) })}</>}
      </p>
      <div className={list.panel}>
        {found.rows.length === 0 ? (
          <NoAlerts found={found} state={state} change={change} />
        ) : (
          <AlertsTable {...{ reading, state, change, actions }} rows={found.rows} />
        )}
      </div>
    </>
  );
}

function NoAlerts({ found, state, change }: Pick<AlertsPartProps, 'state' | 'change'> & { readonly found: AlertRows }) {
  const { t } = useTranslation('alertmanager');
  const isNarrowed = state.text !== '' || state.filter !== 'all' || state.receiver !== undefined;
  if (!isNarrowed) return <Empty title={t('alerts.none')}>{t('alerts.noneWhy')}</Empty>;
  const clear = (
    <Button onClick={() => change({ text: '', filter: 'all', receiver: undefined })}>{t('alerts.clear')}</Button>
  );
  const title = state.text === '' ? t('alerts.nothing') : t('alerts.nothingWith', { text: plainText(state.text) });
  return (
    <Empty title={title} actions={clear}>
      {found.counts.all === 0 ? t('alerts.noneOfReceiver') : undefined}
    </Empty>
  );
}

interface AlertsTableProps extends AlertsPartProps {
  readonly rows: readonly Row[];
}

function AlertsTable({ reading, rows, state, change, actions }: AlertsTableProps) {
  const { t } = useTranslation('alertmanager');
  const { silenceCreator } = useSettings();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [heights, onHeight] = useRowHeights();
  const handle = useRef<VirtualRowsHandle>(null);
  const shown = useMemo(() => withoutClosed(rows, closed), [rows, closed]);
  const { open } = state;
  const heightOf = useCallback(
    (index: number) => {
      const row = shown[index];
      if (row === undefined) return 0;
      if (row.kind === 'group') return groupPx;
      return row.key === open ? alertPx + (heights.get(row.key) ?? supposedDetailsPx) : alertPx;
    },
    [shown, open, heights],
  );
  const keyOf = useCallback((index: number) => shown[index]?.key ?? '', [shown]);
  const toggle = (row: Row) => {
    if (row.kind === 'alert') return change({ open: open === row.key ? undefined : row.key });
    setClosed((before) => toggled(before, row.key));
  };
  const { onTask } = actions;
  const silence = (row: Row) => {
    if (row.kind === 'alert')
      onTask?.({ kind: 'form', form: formOfAlert(row.alert, silenceCreator), before: undefined });
  };
  const onKey = (index: number, event: KeyboardEvent) =>
    pressed(shown[index], event, { toggle, silence, open, closed });
  const render = (index: number, frame: RowFrame) => {
    const row = shown[index];
    if (row === undefined) return null;
    if (row.kind === 'group')
      return (
        <GroupView key={row.key} row={row} frame={frame} open={!closed.has(row.key)} onToggle={() => toggle(row)} />
      );
    return (
      <AlertView
        key={row.key}
        {...{ row, frame, reading, onHeight }}
        open={row.key === open}
        onToggle={() => toggle(row)}
        onSilence={onTask === undefined ? undefined : () => silence(row)}
        onShowSilence={(id) => change({ part: 'silences', text: id, open: id, expired: false })}
      />
    );
  };
  const cells = [
    { key: 'state', content: t('alerts.head.state') },
    { key: 'alert', content: t('alerts.head.alert') },
    { key: 'labels', content: t('alerts.head.labels') },
    { key: 'since', content: t('alerts.head.since'), numeric: true },
  ];
  return (
    <VirtualRows
      ref={handle}
      label={t('alerts.table')}
      count={shown.length}
      rowPx={alertPx}
      head={<GridHead className={styles.alertHead} cells={cells} />}
      {...{ keyOf, heightOf, render, onKey }}
    />
  );
}

function withoutClosed(rows: readonly Row[], closed: ReadonlySet<string>): readonly Row[] {
  if (closed.size === 0) return rows;
  let isOpen = true;
  return rows.filter((row) => {
    if (row.kind === 'alert') return isOpen;
    isOpen = !closed.has(row.key);
    return true;
  });
}

interface Pressing {
  readonly toggle: (row: Row) => void;
  readonly silence: (row: Row) => void;
  readonly open: string | undefined;
  readonly closed: ReadonlySet<string>;
}

/** @returns whether the key was one that does something with the row */
function pressed(row: Row | undefined, { key }: KeyboardEvent, { toggle, silence, open, closed }: Pressing): boolean {
  if (row === undefined) return false;
  const isOpen = row.kind === 'group' ? !closed.has(row.key) : row.key === open;
  const isTurn =
    key === 'Enter' ||
    key === ' ' ||
    (key === 'ArrowRight' && !isOpen) ||
    (key === 'ArrowLeft' && isOpen) ||
    (key === 'Escape' && row.kind === 'alert' && isOpen);
  if (isTurn) toggle(row);
  else if (key === 's' && row.kind === 'alert') silence(row);
  else return false;
  return true;
}
