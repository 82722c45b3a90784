/** The pools of discovery with what was found for each; one of them may be chosen. */
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { FoundDiscovered } from '../../../shared/model/target.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type TableColumn, type TableSort, VirtualTable } from '../../charts/virtual-table.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './discovered-mode.module.css';
import { compareTexts } from './targets-model.ts';

type Pools = FoundDiscovered['pools'];

export interface FoundPoolsProps {
  readonly pools: Pools;
  readonly chosen: string | undefined;
  readonly onChoose: (pool: string | undefined) => void;
}

export const FoundPools = memo(function FoundPools({ pools, chosen, onChoose }: FoundPoolsProps) {
  const { t, i18n } = useTranslation('targets');
  const [sort, setSort] = useState<TableSort | undefined>();
  const items = useMemo(() => ordered(pools, sort), [pools, sort]);
  const choose = (item: number) => {
    const name = pools[item]?.name;
    onChoose(name === chosen ? undefined : name);
  };
  const count = (value: number | undefined) =>
    value === undefined ? t('found.notSaid') : formatCount(value, i18n.language);
  const columns: readonly TableColumn[] = [
    {
      ...{ key: 'name', head: t('found.poolsTitle'), track: 'minmax(0, 1fr)', sortable: true },
      cell: (item) => <MiddleText>{pools[item]?.name ?? ''}</MiddleText>,
    },
    {
      ...{ key: 'active', head: t('found.poolsActive'), track: '72px', numeric: true, sortable: true },
      cell: (item) => count(pools[item]?.active),
    },
    {
      ...{ key: 'dropped', head: t('found.poolsDropped'), track: '72px', numeric: true, sortable: true },
      cell: (item) => count(pools[item]?.dropped),
    },
  ];
  return (
    <div className={styles.pools}>
      <VirtualTable
        label={t('found.poolsTitle')}
        columns={columns}
        items={items}
        sort={sort}
        onSort={setSort}
        maxHeight={undefined}
        rows={{ onChoose: choose, onPin: choose, onPoint: () => undefined }}
        rowState={(item) => (pools[item]?.name === chosen ? 'on' : undefined)}
      />
    </div>
  );
});

function ordered(pools: Pools, sort: TableSort | undefined): readonly number[] {
  const items = pools.map((_, index) => index);
  if (sort === undefined) return items;
  const turn = sort.descending ? -1 : 1;
  const pool = (item: number) => pools[item] ?? { name: '', active: 0, dropped: 0 };
  return items.sort((a, b) => {
    const [one, other] = [pool(a), pool(b)];
    if (sort.key === 'name') return turn * compareTexts(one.name, other.name);
    if (sort.key === 'active') return turn * (one.active - other.active);
    return turn * ((one.dropped ?? -1) - (other.dropped ?? -1));
  });
}

/** That a server keeps only some of what it dropped: of the pool that is looked at, or of all together. */
export function PoolNotice({ pools, chosen }: Pick<FoundPoolsProps, 'pools' | 'chosen'>) {
  const { t, i18n } = useTranslation('targets');
  let dropped = 0;
  let kept = 0;
  for (const pool of pools) {
    if (chosen !== undefined && pool.name !== chosen) continue;
    dropped += pool.dropped ?? 0;
    kept += Math.min(pool.dropped ?? 0, pool.droppedKept);
  }
  if (kept >= dropped) return null;
  const facts = { dropped: formatCount(dropped, i18n.language), kept: formatCount(kept, i18n.language) };
  return (
    <p className={styles.notice} role="note">
      <StateGlyph kind="skipped" />
      {kept === 0 ? t('found.keptNone', facts) : t('found.kept', facts)}
    </p>
  );
}
