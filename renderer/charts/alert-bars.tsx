/**
 * When alerts were pending and fired, as one row of bars over a window: filled where it fired, open and lower where it was pending, hatched where nothing
 * is known. Under such rows stands a TimeAxis.
 */
import { useId } from 'react';
import type { AlertSpan } from '../../shared/model/alert-spans.ts';
import styles from './alert-bars.module.css';
import type { Gap } from './graph-model.ts';
import { Hatches } from './hatches.tsx';

export interface AlertBarsProps {
  /** What is seen in it, for who cannot. */
  readonly label: string;
  readonly spans: readonly AlertSpan[];
  readonly gaps?: readonly Gap[] | undefined;
  readonly startMs: number;
  readonly endMs: number;
}

const heightPx = 12;

/** What began within a fraction of the window that is no pixel wide is seen all the same. */
const leastWidth = '2px';

export function AlertBars({ label, spans, gaps = [], startMs, endMs }: AlertBarsProps) {
  const id = useId();
  const percent = (ms: number) => `${(100 * ms) / (endMs - startMs)}%`;
  const place = ({ fromMs, toMs }: Pick<AlertSpan, 'fromMs' | 'toMs'>) => {
    const from = Math.max(fromMs, startMs);
    return { x: percent(from - startMs), width: percent(Math.max(0, Math.min(toMs, endMs) - from)) };
  };
  return (
    <svg className={styles.bars} role="img" aria-label={label} width="100%" height={heightPx}>
      {gaps.length === 0 ? null : <Hatches id={id} />}
      {gaps.map((gap) => {
        const { x, width } = place({ fromMs: gap.startMs, toMs: gap.endMs });
        return <rect key={gap.startMs} x={x} width={width} height={heightPx} fill={`url(#${id}${gap.kind})`} />;
      })}
      {spans.map((span) => {
        const { x, width } = place(span);
        const isFiring = span.state === 'firing';
        return (
          <rect
            key={span.fromMs}
            className={isFiring ? styles.firing : styles.pending}
            x={x}
            y={isFiring ? 0 : heightPx / 2 - 2}
            height={isFiring ? heightPx : 4}
            style={{ width: `max(${leastWidth}, ${width})` }}
          />
        );
      })}
    </svg>
  );
}
