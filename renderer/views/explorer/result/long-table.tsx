/** A table of any length within what is open under a row: equal rows, of which only those in sight are in the page. */
import { type ReactNode, useRef } from 'react';
import styles from './long-table.module.css';
import { useScrollView } from './use-scroll-view.ts';

export interface LongTableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly count: number;
  /** One for each head. */
  readonly cells: (index: number) => readonly ReactNode[];
}

const rowPx = 22;
const overscanRows = 10;

export function LongTable({ label, heads, count, cells }: LongTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { topPx, heightPx } = useScrollView(scroller, rowPx);
  const first = Math.max(0, Math.floor(topPx / rowPx) - overscanRows);
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + overscanRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section ref={scroller} className={styles.scroller} aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space rows={first} />
          {Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i).map((index) => (
            <tr key={index} aria-rowindex={index + 2}>
              {cells(index).map((cell, i) => (
                <td key={heads[i]}>{cell}</td>
              ))}
            </tr>
          ))}
          <Space rows={count - end} />
        </tbody>
      </table>
    </section>
  );
}

/** The rows that are not in the page. */
function Space({ rows }: { readonly rows: number }) {
  return rows > 0 ? <tr style={{ height: rows * rowPx }} /> : null;
}
