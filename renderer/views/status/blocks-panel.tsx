/** The blocks of a TSDB, the newest first: from 3.6 on. */
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { BlocksStatus, TsdbBlock } from '../../../shared/model/server-status.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type TableColumn, VirtualTable } from '../../charts/virtual-table.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { Panel } from '../../components/panel.tsx';
import { useNarrow } from '../../components/use-media-query.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './tsdb-part.module.css';

type BlockKey = 'from' | 'length' | 'series' | 'samples' | 'level';

const numbers: Readonly<Record<BlockKey, (block: TsdbBlock) => number>> = {
  from: ({ minMs }) => minMs,
  length: ({ minMs, maxMs }) => maxMs - minMs,
  series: ({ series = -1 }) => series,
  samples: ({ samples = -1 }) => samples,
  level: ({ level = -1 }) => level,
};

const isKey = (key: string): key is BlockKey => Object.hasOwn(numbers, key);

export function BlocksPanel({ status: { blocks, leftOut } }: { readonly status: BlocksStatus }) {
  const { t, i18n } = useTranslation('status');
  const [sort, setSort] = useState<{ readonly key: BlockKey; readonly descending: boolean }>({
    ...{ key: 'from', descending: true },
  });
  const items = useMemo(() => sorted(blocks, numbers[sort.key], sort.descending), [blocks, sort]);
  const columns = useColumns(blocks);
  const number = (count: number) => formatCount(count, i18n.language);
  const count = t('blocks.count', { count: blocks.length, n: number(blocks.length) });
  return (
    <Panel
      title={t('blocks.title')}
      note={leftOut === 0 ? count : `${count} ${t('blocks.leftOut', { n: number(leftOut) })}`}
      className={styles.blocks}
    >
      {blocks.length === 0 ? (
        <p className={styles.none}>{t('blocks.none')}</p>
      ) : (
        <VirtualTable
          label={t('blocks.title')}
          columns={columns}
          items={items}
          sort={sort}
          onSort={({ key, descending }) => {
            if (isKey(key)) setSort({ key, descending });
          }}
          maxHeight="300px"
        />
      )}
    </Panel>
  );
}

/** Indices in order. */
function sorted(
  blocks: readonly TsdbBlock[],
  value: (block: TsdbBlock) => number,
  descending: boolean,
): readonly number[] {
  const values = blocks.map(value);
  const sign = descending ? -1 : 1;
  return blocks.map((_, index) => index).sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b);
}

function useColumns(blocks: readonly TsdbBlock[]): readonly TableColumn[] {
  const { t, i18n } = useTranslation('status');
  const narrow = useNarrow();
  const { timeZone } = useSettings();
  const count = (value: number | undefined) =>
    value === undefined ? t('value.notSaid') : formatCount(value, i18n.language);
  const column = (
    key: string,
    head: string,
    track: string,
    cell: (block: TsdbBlock) => ReactNode,
    numeric = true,
  ): TableColumn => ({
    ...{ key, head, track, numeric, sortable: isKey(key) },
    cell: (item) => {
      const block = blocks[item];
      return block === undefined ? null : cell(block);
    },
  });
  const from = column('from', t('blocks.from'), '150px', ({ minMs }) => formatMoment(minMs, timeZone), false);
  const series = column('series', t('blocks.series'), '96px', (block) => count(block.series));
  const rest = [
    column('length', t('blocks.length'), '90px', ({ minMs, maxMs }) => formatLength(maxMs - minMs)),
    series,
    column('samples', t('blocks.samples'), '120px', (block) => count(block.samples)),
    column('level', t('blocks.level'), '64px', (block) => count(block.level)),
  ];
  const ulid = column(
    ...(['ulid', t('blocks.ulid'), 'minmax(120px, 1fr)'] as const),
    (block) => (
      <span className={styles.name}>
        <MiddleText>{plainText(block.ulid)}</MiddleText>
      </span>
    ),
    false,
  );
  return narrow ? [from, ...rest] : [from, ...rest, ulid];
}
