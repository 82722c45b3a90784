/** The metrics that were found, as the listbox of the search's box, which keeps the focus; more are asked for as one comes to the end. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundMetric } from '../../../../shared/model/catalog.ts';
import styles from './metric-list.module.css';
import type { MetricSearch } from './use-metric-search.ts';

export interface MetricRowsProps {
  readonly id: string;
  readonly search: MetricSearch;
  readonly at: number;
  /** @param insert with Ctrl or ⌘: its name goes into the expression. */
  readonly onChoose: (metric: FoundMetric, insert: boolean) => void;
}

const rowHeight = 44;
/** So many rows before the end the next page is asked for. */
const ahead = 20;

export function rowId(id: string, index: number): string {
  return `${id}-${index}`;
}

export function MetricRows({ id, search, at, onChoose }: MetricRowsProps) {
  const { t } = useTranslation('metrics');
  const { metrics, total, more, searching, text } = search;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: metrics.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const atEnd = metrics.length > 0 && metrics.length < total && last >= metrics.length - ahead;
  useEffect(() => {
    if (atEnd && !searching) more();
  }, [atEnd, searching, more]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found for another text begins at its top
  useEffect(() => virtualizer.scrollToIndex(at), [virtualizer, at, text]);
  return (
    <div
      ref={scroller}
      id={`${id}-list`}
      role="listbox"
      aria-label={t('list')}
      className={styles.scroller}
      hidden={metrics.length === 0}
    >
      <div role="presentation" className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start }) => {
          const metric = metrics[index];
          return metric === undefined ? null : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text box has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the text box keeps the focus, and says which row is meant
            <div
              key={index}
              id={rowId(id, index)}
              role="option"
              aria-selected={index === at}
              aria-setsize={total}
              aria-posinset={index + 1}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => onChoose(metric, event.ctrlKey || event.metaKey)}
            >
              <MetricText metric={metric} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const longestName = 300;

function MetricText({ metric: { name, type, help, marks } }: { readonly metric: FoundMetric }) {
  const { t } = useTranslation('metrics');
  return (
    <>
      <span className={styles.name} title={name.slice(0, 2000)}>
        <bdi>{marked(name.slice(0, longestName), marks)}</bdi>
      </span>
      <span className={styles.type}>{type === 'unknown' ? '' : t(`type.${type}`)}</span>
      <span className={styles.help} title={help}>
        <bdi>{help.slice(0, longestName)}</bdi>
      </span>
    </>
  );
}

function marked(text: string, marks: FoundMetric['marks']): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from >= text.length) break;
    parts.push(<Fragment key={`${from} `}>{text.slice(at, from)}</Fragment>, <b key={from}>{text.slice(from, to)}</b>);
    at = to;
  }
  parts.push(<Fragment key="rest">{text.slice(at)}</Fragment>);
  return parts;
}
