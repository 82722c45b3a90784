/** One pool of maybe hundreds, found by typing; or all of them. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { classes } from '../../components/classes.ts';
import { Popover } from '../../components/popover.tsx';
import { type RowProps, VirtualList } from '../../components/virtual-list.tsx';
import styles from './pool-picker.module.css';
import { countOf, type PoolModel } from './targets-model.ts';

export interface PoolPickerProps {
  readonly pools: readonly PoolModel[];
  readonly chosen: string | undefined;
  readonly onChoose: (pool: string | undefined) => void;
}

const longestName = 30;

export function PoolPicker({ pools, chosen, onChoose }: PoolPickerProps) {
  const { t } = useTranslation('targets');
  const all = t('pools.all', { count: pools.length });
  const name = chosen === undefined ? all : shortened(plainText(chosen), longestName);
  const label = t('pools.choose', { shown: name });
  return (
    <Popover label={label} button={name} className={classes(chosen !== undefined && styles.chosen)}>
      {(close) => (
        <PoolList
          pools={pools}
          chosen={chosen}
          onChoose={(pool) => {
            onChoose(pool);
            close();
          }}
        />
      )}
    </Popover>
  );
}

/** A pool, or all of them. */
interface Item {
  readonly pool: PoolModel | undefined;
}

const everyPool: Item = { pool: undefined };
const rowPx = 26;
const mostRows = 12;

function PoolList({ pools, chosen, onChoose }: PoolPickerProps) {
  const { t, i18n } = useTranslation('targets');
  const [text, setText] = useState('');
  const fitting = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return pools.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  }, [pools, text]);
  const items: readonly Item[] = [...(text.trim() === '' ? [everyPool] : []), ...fitting.map((pool) => ({ pool }))];
  const render = ({ pool }: Item, row: RowProps) => (
    <button
      {...row}
      type="button"
      className={styles.pool}
      aria-pressed={pool?.name === chosen}
      onClick={() => onChoose(pool?.name)}
    >
      <span className={styles.name}>
        <MiddleText>{pool?.name ?? t('pools.every')}</MiddleText>
      </span>
      {pool === undefined ? null : (
        <span className={styles.note} data-broken={pool.counts.down > 0}>
          {t('pools.targets', {
            up: formatCount(pool.counts.up, i18n.language),
            all: formatCount(countOf(pool.counts), i18n.language),
          })}
        </span>
      )}
    </button>
  );
  return (
    <div className={styles.list}>
      <input
        type="text"
        className={styles.input}
        aria-label={t('pools.find')}
        placeholder={t('pools.find')}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const [first] = fitting;
          if (event.key === 'Enter' && first !== undefined) onChoose(first.name);
        }}
      />
      {items.length === 0 ? (
        <p className={styles.none}>{t('pools.none', { text: plainText(text) })}</p>
      ) : (
        <div className={styles.rows} style={{ height: Math.min(mostRows, items.length) * rowPx }}>
          <VirtualList
            label={t('pools.list')}
            items={items}
            keyOf={({ pool }) => (pool === undefined ? 'all' : `pool ${pool.name}`)}
            rowHeight={rowPx}
            current={Math.max(
              0,
              items.findIndex(({ pool }) => pool?.name === chosen),
            )}
            render={render}
          />
        </div>
      )}
    </div>
  );
}
