/**
 * When alerts were pending and fired, as one row of bars over a window: filled where it fired, open and lower where it was pending, faint where it may have
 * been so, hatched where nothing is known. Under such rows, or over them, stands a TimeAxis.
 */
import { memo, useId } from 'react';
import type { AlertSpan } from '../../shared/model/alert-spans.ts';
import styles from './alert-bars.module.css';
import type { Gap } from './graph-model.ts';
import { Hatches } from './hatches.tsx';

export interface AlertBarsProps {
  /** What is seen in it, for who cannot. */
  readonly label: string;
  readonly spans: readonly AlertSpan[];
  /** When it may have been so, with when it was, where that is not known exactly. */
  readonly maybe?: readonly AlertSpan[] | undefined;
  readonly gaps?: readonly Gap[] | undefined;
  readonly startMs: number;
  readonly endMs: number;
  /** How high what fires is drawn: the more severe the higher. */
  readonly weight?: BarWeight | undefined;
}

export type BarWeight = 'full' | 'middle' | 'low';

const heightPx = 12;
const heights: Readonly<Record<BarWeight, number>> = { full: heightPx, middle: 9, low: 6 };
const pendingPx = 4;

export const AlertBars = memo(function AlertBars(props: AlertBarsProps) {
  const { label, spans, maybe = [], gaps = [], startMs, endMs, weight = 'full' } = props;
  const id = useId();
  const percent = (ms: number) => `${(100 * ms) / (endMs - startMs)}%`;
  const window = { startMs, endMs };
  return (
    <svg className={styles.bars} role="img" aria-label={label} width="100%" height={heightPx}>
      {gaps.length === 0 ? null : <Hatches id={id} />}
      {gaps.map((gap) => {
        const from = Math.max(gap.startMs, startMs);
        const width = percent(Math.max(0, Math.min(gap.endMs, endMs) - from));
        return (
          <rect
            key={gap.startMs}
            x={percent(from - startMs)}
            width={width}
            height={heightPx}
            fill={`url(#${id}${gap.kind})`}
          />
        );
      })}
      <svg
        className={styles.spans}
        width="100%"
        height={heightPx}
        viewBox={`0 0 ${places} ${heightPx}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {maybe.length === 0 ? null : (
          <g className={styles.maybe}>
            <path className={styles.pending} d={barPath(maybe, 'pending', window, pendingPx)} />
            <path className={styles.firing} d={barPath(maybe, 'firing', window, heights[weight])} />
          </g>
        )}
        <path className={styles.pending} d={barPath(spans, 'pending', window, pendingPx)} />
        <path className={styles.firing} d={barPath(spans, 'firing', window, heights[weight])} />
      </svg>
    </svg>
  );
});

/** A row of bars is so many places wide, however wide it is drawn. */
const places = 1000;
/** What began within a fraction of the window that is no pixel wide is seen all the same, and what is no further apart is one. */
const leastPlaces = 3;

/**
 * One path for all spans of a state: an alert may have flapped thousands of times, and there are many rows.
 * @param spans rising by when they begin
 */
export function barPath(
  spans: readonly AlertSpan[],
  state: AlertSpan['state'],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  height: number,
): string {
  const top = (heightPx - height) / 2;
  const placeOf = (ms: number) => (places * (Math.min(endMs, Math.max(startMs, ms)) - startMs)) / (endMs - startMs);
  let path = '';
  let [fromPlace, toPlace] = [0, -1];
  const draw = () => {
    if (toPlace < fromPlace) return;
    const width = Math.max(leastPlaces, toPlace - fromPlace);
    const from = Math.min(fromPlace, places - width);
    path += `M${round(from)} ${top}h${round(width)}v${height}h${round(-width)}z`;
  };
  for (const span of spans) {
    if (span.state !== state || span.toMs < startMs || span.fromMs > endMs) continue;
    const [from, to] = [placeOf(span.fromMs), placeOf(span.toMs)];
    if (from - toPlace < leastPlaces / 3 && toPlace >= fromPlace) toPlace = Math.max(toPlace, to);
    else {
      draw();
      [fromPlace, toPlace] = [from, to];
    }
  }
  draw();
  return path;
}

const round = (place: number) => Math.round(place * 10) / 10;
