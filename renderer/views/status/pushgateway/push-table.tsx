/** The groups, a row each: how it stands, its grouping key, when it was pushed last, and how much. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { formatMoment } from '../../../components/formats.ts';
import { Cell, GridHead, GridRow } from '../../../components/grid-parts.tsx';
import list from '../../../components/list-view.module.css';
import type { RowFrame } from '../../../components/row-frame.ts';
import { type GlyphKind, StateGlyph } from '../../../components/state-glyph.tsx';
import { VirtualRows } from '../../../components/virtual-rows.tsx';
import { useSettings } from '../../../state/stores.tsx';
import styles from './push.module.css';
import type { PushRow, PushState } from './push-rows.ts';

export interface PushTableProps {
  readonly rows: readonly PushRow[];
  readonly nowMs: number;
}

const rowPx = 26;

export function PushTable({ rows, nowMs }: PushTableProps) {
  const { t } = useTranslation('pushgateway');
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows]);
  const heightOf = useCallback(() => rowPx, []);
  const cells = [
    { key: 'state', content: t('head.state') },
    { key: 'job', content: t('head.job') },
    { key: 'others', content: t('head.others') },
    { key: 'push', content: t('head.push'), numeric: true },
    { key: 'metrics', content: t('head.metrics'), numeric: true },
    { key: 'series', content: t('head.series'), numeric: true },
  ];
  const render = (index: number, frame: RowFrame) => {
    const row = rows[index];
    return row === undefined ? null : <Row key={row.key} row={row} frame={frame} nowMs={nowMs} />;
  };
  return (
    <div className={list.panel}>
      <VirtualRows
        label={t('table')}
        count={rows.length}
        rowPx={rowPx}
        head={<GridHead className={styles.head} cells={cells} />}
        onKey={() => false}
        {...{ keyOf, heightOf, render }}
      />
    </div>
  );
}

const glyphs: Readonly<Record<PushState, GlyphKind>> = { failed: 'bad', stale: 'degraded', fresh: 'ok' };

interface RowProps {
  readonly row: PushRow;
  readonly frame: RowFrame;
  readonly nowMs: number;
}

function Row({ row: { group, state, job, others }, frame, nowMs }: RowProps) {
  const { t, i18n } = useTranslation('pushgateway');
  const number = (count: number) => formatCount(count, i18n.language);
  return (
    <GridRow
      frame={frame}
      level={1}
      open={undefined}
      className={styles.row}
      onClick={({ currentTarget }) => currentTarget.focus({ preventScroll: true })}
    >
      <Cell className={styles.state} data-look={state}>
        <StateGlyph kind={glyphs[state]} />
        {t(`state.${state}`)}
      </Cell>
      <Cell className={styles.job}>{job === '' ? t('noJob') : plainText(job)}</Cell>
      <Cell className={styles.others}>
        <code title={plainText(others)}>{plainText(others)}</code>
      </Cell>
      <LastPush {...{ group, state, nowMs }} />
      <Cell className={styles.number}>{number(group.metrics)}</Cell>
      <Cell className={styles.number}>{number(group.series)}</Cell>
    </GridRow>
  );
}

/** Of one that was refused, when that was; and when one was taken last. */
function LastPush({ group, state, nowMs }: Pick<PushRow, 'group' | 'state'> & { readonly nowMs: number }) {
  const { t } = useTranslation('pushgateway');
  const { timeZone } = useSettings();
  const { lastPushMs, lastFailureMs } = group;
  const ago = (ms: number) => t('ago', { time: formatSpan(nowMs - ms, { wholeSeconds: true }) });
  const pushed = lastPushMs === undefined ? t('never') : `${ago(lastPushMs)} · ${formatMoment(lastPushMs, timeZone)}`;
  if (state !== 'failed' || lastFailureMs === undefined)
    return (
      <Cell className={styles.number}>
        <span title={pushed}>{pushed}</span>
      </Cell>
    );
  const refused = t('refused', { ago: ago(lastFailureMs), at: formatMoment(lastFailureMs, timeZone) });
  return (
    <Cell className={styles.number}>
      <span title={`${refused} ${t('takenLast', { at: pushed })}`}>{refused}</span>
    </Cell>
  );
}
