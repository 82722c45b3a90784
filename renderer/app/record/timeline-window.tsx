/** The view's window on the timeline: an accent frame that is dragged, with two handles that resize it; each of them a slider. */
import type { CSSProperties, HTMLAttributes, KeyboardEvent, PointerEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './coverage-timeline.module.css';
import { atFirst, atLast, moved, resized, type Stretch, scaled, stepOf, timeSpanOf, xOf } from './timeline-geometry.ts';
import { useGapText } from './use-gap-text.ts';
import { useHeldWindow } from './use-held-window.ts';
import type { Timeline } from './use-timeline.ts';

interface TimelineWindowProps {
  readonly timeline: Timeline;
  readonly widthPx: number;
  readonly host: RefObject<HTMLDivElement | null>;
}

type Part = 'frame' | 'start' | 'end';

/** It can be seen, however short it is. */
const leastPx = 3;

export function TimelineWindow({ timeline, widthPx, host }: TimelineWindowProps) {
  const { t } = useTranslation('record');
  const { moment } = useGapText();
  const { stretch, record, reach } = timeline;
  const held = useHeldWindow(timeline);
  const { window: shown } = held;
  if (shown === undefined) return null;
  const drag = (part: Part) => (event: PointerEvent<HTMLElement>) =>
    followDrag(
      event,
      part,
      shown,
      (from, pixels) => {
        const byMs = timeSpanOf(stretch, pixels, widthPx);
        return part === 'frame' ? moved(from, byMs, reach) : resized(from, part, byMs, reach);
      },
      held,
    );
  const keys = (part: Part) => (event: KeyboardEvent) => {
    const next = windowAfter(event, part, shown, { record, reach });
    if (next === undefined) return;
    event.preventDefault();
    // Its keys are not the page's.
    event.stopPropagation();
    held.nudge(next);
  };
  /** Beside the window: it comes there, and may be dragged on. */
  const fetchIt = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const left = host.current?.getBoundingClientRect().left ?? 0;
    const toMs = stretch.startMs + timeSpanOf(stretch, event.clientX - left, widthPx);
    const there = moved(shown, toMs - (shown.startMs + shown.endMs) / 2, reach);
    held.hold(there);
    followDrag(event, 'frame', there, (from, pixels) => moved(from, timeSpanOf(stretch, pixels, widthPx), reach), held);
  };
  const left = xOf(stretch, shown.startMs, widthPx);
  const right = Math.max(left + leastPx, xOf(stretch, shown.endMs, widthPx));
  const place: CSSProperties = { left, width: right - left };
  const slider = (part: Part, name: string, timeMs: number, text: string): HTMLAttributes<HTMLDivElement> => ({
    ...{ role: 'slider', tabIndex: 0, 'aria-label': name, 'aria-valuetext': text, 'aria-orientation': 'horizontal' },
    ...{ 'aria-valuemin': Math.round(stretch.startMs), 'aria-valuemax': Math.round(stretch.endMs) },
    ...{ 'aria-valuenow': Math.round(timeMs), onKeyDown: keys(part), onPointerDown: drag(part), onBlur: held.settle },
  });
  const [from, to] = [moment(shown.startMs), moment(shown.endMs)];
  const middle = (shown.startMs + shown.endMs) / 2;
  return (
    <>
      <div className={styles.ground} onPointerDown={fetchIt} />
      <div className={styles.shade} style={{ left: 0, width: Math.max(0, left) }} />
      <div
        className={styles.frame}
        style={place}
        {...slider('frame', t('timeline.window'), middle, t('timeline.windowText', { from, to }))}
      />
      <div
        className={styles.handle}
        data-edge="start"
        style={{ left }}
        {...slider('start', t('timeline.start'), shown.startMs, from)}
      />
      <div
        className={styles.handle}
        data-edge="end"
        style={{ left: right }}
        {...slider('end', t('timeline.end'), shown.endMs, to)}
      />
    </>
  );
}

/** @returns undefined for a key that is not the slider's */
function windowAfter(
  { key, shiftKey }: KeyboardEvent,
  part: Part,
  shown: Stretch,
  { record, reach }: Pick<Timeline, 'record' | 'reach'>,
): Stretch | undefined {
  if (key === '+' || key === '=') return scaled(shown, 0.5, record, reach.endMs);
  if (key === '-' || key === '−') return scaled(shown, 2, record, reach.endMs);
  const step = stepOf(shown, shiftKey);
  const direction = key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : key === 'ArrowRight' || key === 'ArrowUp' ? 1 : 0;
  if (part === 'frame') {
    if (direction !== 0) return moved(shown, direction * step, reach);
    return key === 'Home' ? atFirst(shown, record) : key === 'End' ? atLast(shown, record) : undefined;
  }
  if (direction !== 0) return resized(shown, part, direction * step, reach);
  const all = Math.max(reach.endMs, shown.endMs) - Math.min(record.startMs, shown.startMs);
  return key === 'Home'
    ? resized(shown, part, -all, reach)
    : key === 'End'
      ? resized(shown, part, all, reach)
      : undefined;
}

/** Until the pointer is let go of; Escape, or a pointer that is taken away, leaves everything as it was. */
function followDrag(
  event: PointerEvent<HTMLElement>,
  part: Part,
  from: Stretch,
  after: (from: Stretch, pixels: number) => Stretch,
  held: ReturnType<typeof useHeldWindow>,
): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  const element: HTMLElement = event.currentTarget;
  const { pointerId, clientX: startX } = event;
  element.setPointerCapture(pointerId);
  let latest = from;
  const end = new AbortController();
  const listen = { signal: end.signal };
  element.dataset.dragged = part;
  const over = (isDone: boolean) => {
    end.abort();
    delete element.dataset.dragged;
    if (isDone) held.commit(latest);
    else held.release();
  };
  element.addEventListener(
    'pointermove',
    (move) => {
      latest = after(from, move.clientX - startX);
      held.hold(latest);
    },
    listen,
  );
  element.addEventListener('pointerup', () => over(true), listen);
  element.addEventListener('pointercancel', () => over(false), listen);
  document.addEventListener(
    'keydown',
    (pressed) => {
      if (pressed.key === 'Escape') over(false);
    },
    listen,
  );
}
