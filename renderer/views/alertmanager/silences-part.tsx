/** The silences: what each of them silences, by whom and why, how much of its time is left, and what can be done with it. */
import { type KeyboardEvent, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { GridHead } from '../../components/grid-parts.tsx';
import list from '../../components/list-view.module.css';
import type { RowFrame } from '../../components/row-frame.ts';
import { useRowHeights } from '../../components/use-row-heights.ts';
import { useSliced } from '../../components/use-sliced.ts';
import { VirtualRows } from '../../components/virtual-rows.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { AlertsPartProps } from './alerts-part.tsx';
import { formOfSilence } from './form/form-model.ts';
import styles from './rows.module.css';
import { SilenceView } from './silence-row.tsx';
import { type SilenceRow, type SilenceRows, silenceRows } from './silence-rows.ts';

const rowPx = 48;
/** Until it was measured. */
const supposedDetailsPx = 140;

export function SilencesPart({ reading, state, change, actions }: AlertsPartProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { text, expired } = state;
  const start = useCallback(() => silenceRows(reading, { text, expired }), [reading, text, expired]);
  const found = useSliced(start);
  if (found === undefined) return null;
  const { active, pending, expired: ended } = found.counts;
  const number = (count: number) => formatCount(count, i18n.language);
  return (
    <>
      <p className={styles.counts} role="status">
        {t('silences.counts', { count: active, n: number(active), pending: number(pending), expired: number(ended) })}
      </p>
      <div className={list.panel}>
        {found.rows.length === 0 ? (
          <NoSilences found={found} state={state} change={change} />
        ) : (
          <SilencesTable {...{ reading, state, change, actions }} rows={found.rows} />
        )}
      </div>
    </>
  );
}

function NoSilences({
  found: { counts },
  state,
  change,
}: Pick<AlertsPartProps, 'state' | 'change'> & { readonly found: SilenceRows }) {
  const { t } = useTranslation('alertmanager');
  const showExpired =
    counts.expired > 0 && !state.expired ? (
      <Button onClick={() => change({ expired: true })}>{t('silences.withExpired')}</Button>
    ) : null;
  if (state.text === '')
    return (
      <Empty title={t('silences.none')} actions={showExpired}>
        {t('silences.noneWhy')}
      </Empty>
    );
  return (
    <Empty
      title={t('silences.nothingWith', { text: plainText(state.text) })}
      actions={
        <>
          <Button onClick={() => change({ text: '' })}>{t('silences.clear')}</Button>
          {showExpired}
        </>
      }
    />
  );
}

interface SilencesTableProps extends AlertsPartProps {
  readonly rows: readonly SilenceRow[];
}

function SilencesTable({ reading, rows, state, change, actions }: SilencesTableProps) {
  const { t } = useTranslation('alertmanager');
  const { timeZone, silenceCreator } = useSettings();
  const [heights, onHeight] = useRowHeights();
  const { open } = state;
  const keyOf = useCallback((index: number) => rows[index]?.silence.id ?? '', [rows]);
  const heightOf = useCallback(
    (index: number) => {
      const id = rows[index]?.silence.id ?? '';
      return id === open ? rowPx + (heights.get(id) ?? supposedDetailsPx) : rowPx;
    },
    [rows, open, heights],
  );
  const { onTask } = actions;
  const toggle = (id: string) => change({ open: open === id ? undefined : id });
  const edit = ({ silence }: SilenceRow) =>
    onTask?.({
      kind: 'form',
      form: formOfSilence(silence, silenceCreator, timeZone),
      before: silence.state === 'expired' ? undefined : silence,
    });
  const expire = ({ silence }: SilenceRow) =>
    silence.state === 'expired' ? undefined : onTask?.({ kind: 'expire', silence });
  const onKey = (index: number, { key }: KeyboardEvent) => {
    const row = rows[index];
    if (row === undefined) return false;
    const isOpen = row.silence.id === open;
    const isTurn = ['Enter', ' '].includes(key) || key === (isOpen ? 'ArrowLeft' : 'ArrowRight');
    if (isTurn || (key === 'Escape' && isOpen)) toggle(row.silence.id);
    else if (key === 'e') edit(row);
    else if (key === 'x') expire(row);
    else return false;
    return true;
  };
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    if (row === undefined) return null;
    return (
      <SilenceView
        key={row.silence.id}
        {...{ row, frame, reading, onHeight }}
        open={row.silence.id === open}
        onToggle={() => toggle(row.silence.id)}
        onEdit={onTask === undefined ? undefined : () => edit(row)}
        onExpire={onTask === undefined ? undefined : () => expire(row)}
      />
    );
  };
  const cells = [
    { key: 'state', content: t('silences.head.state') },
    { key: 'matchers', content: t('silences.head.matchers') },
    { key: 'left', content: t('silences.head.left') },
    { key: 'alerts', content: t('silences.head.alerts'), numeric: true },
    { key: 'do', content: '' },
  ];
  return (
    <VirtualRows
      label={t('silences.table')}
      count={rows.length}
      rowPx={26}
      head={<GridHead className={styles.silenceHead} cells={cells} />}
      {...{ keyOf, heightOf, render, onKey }}
    />
  );
}
