/** The sections of a configuration and what is in them, beside its text: found by typing, and the way to each. */
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type RowProps, VirtualList } from '../../components/virtual-list.tsx';
import type { Outline, OutlineEntry } from './outline.ts';
import { jobsKey } from './outline.ts';
import styles from './outline-list.module.css';

export interface OutlineListProps {
  readonly outline: Outline;
  /** The line with which what one is in begins; -1: nowhere. */
  readonly place: number;
  readonly onGo: (line: number, job: string | undefined) => void;
}

interface Item {
  readonly kind: 'section' | 'entry';
  /** Undefined: it has no name, and is called by its number. */
  readonly name: string | undefined;
  readonly n: number;
  readonly from: number;
  readonly to: number;
  /** A pool's name. */
  readonly job: string | undefined;
}

const rowPx = 24;

export const OutlineList = memo(function OutlineList({ outline, place, onGo }: OutlineListProps) {
  const { t, i18n } = useTranslation('configuration');
  const [text, setText] = useState('');
  const all = useMemo(() => itemsOf(outline), [outline]);
  const items = useMemo(() => fitting(all, text), [all, text]);
  const current = items.findLastIndex(({ from }) => place >= from);
  const render = (item: Item, row: RowProps) => (
    <button
      {...row}
      type="button"
      className={styles.item}
      data-kind={item.kind}
      aria-current={items[current] === item ? 'location' : undefined}
      onClick={() => onGo(item.from, item.job)}
    >
      <span className={styles.name}>
        <MiddleText>{plainText(item.name ?? t('outline.entry', { n: item.n }))}</MiddleText>
      </span>
      <span className={styles.count}>{formatCount(item.to - item.from + 1, i18n.language)}</span>
    </button>
  );
  return (
    <nav className={styles.outline} aria-label={t('outline.label')}>
      <input
        type="search"
        className={styles.find}
        aria-label={t('outline.find')}
        placeholder={t('outline.find')}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const first = items.find(({ kind }) => kind === 'entry') ?? items[0];
          if (event.key === 'Enter' && first !== undefined) onGo(first.from, first.job);
          if (event.key === 'Escape') setText('');
        }}
      />
      {items.length === 0 ? (
        <p className={styles.none}>{t('outline.none', { text: plainText(text) })}</p>
      ) : (
        <div className={styles.rows}>
          <VirtualList
            label={t('outline.list')}
            items={items}
            keyOf={({ from }) => String(from)}
            rowHeight={rowPx}
            current={current}
            render={render}
          />
        </div>
      )}
    </nav>
  );
});

function itemsOf({ sections }: Outline): readonly Item[] {
  return sections.flatMap(({ key, from, to, entries }): readonly Item[] => [
    { kind: 'section', name: key, n: 0, from, to, job: undefined },
    ...entries.map((entry, index) => entryItem(entry, index + 1, key)),
  ]);
}

function entryItem({ name, from, to }: OutlineEntry, n: number, key: string): Item {
  return { kind: 'entry', name, n, from, to, job: key === jobsKey ? name : undefined };
}

/** Those that have all of the words; a section also where one of its entries has. */
function fitting(items: readonly Item[], text: string): readonly Item[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  const fits = ({ name = '' }: Item) => words.every((word) => name.toLowerCase().includes(word));
  return items.filter(
    (item) =>
      fits(item) ||
      (item.kind === 'section' && items.some((one) => one.from > item.from && one.to <= item.to && fits(one))),
  );
}
