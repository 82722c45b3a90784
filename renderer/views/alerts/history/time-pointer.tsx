/**
 * Over the rows: a line at the time that is pointed at, with what fired then beside it; and a stretch that is dragged over, which is zoomed in to. It
 * takes no part of the page, and rows are not drawn again by it.
 */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { type Crosshair, useCrosshairTime } from '../../../charts/crosshair.ts';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import type { HistoryWindow } from './history-asks.ts';
import { useHistoryTexts } from './history-texts.tsx';
import { momentAt, type ShownHistory } from './shown-history.ts';

export interface TimePointerProps {
  readonly host: RefObject<HTMLElement | null>;
  /** As wide as the bars, and where they are. */
  readonly axis: RefObject<HTMLElement | null>;
  readonly crosshair: Crosshair;
  readonly shown: ShownHistory;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

interface Dragged {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where the axis stands in its host, in pixels. */
interface Scale {
  readonly leftPx: number;
  readonly widthPx: number;
}

export function TimePointer({ host, axis, crosshair, shown, onZoom }: TimePointerProps) {
  const { window } = useHistoryTexts();
  const [scale, setScale] = useState<Scale | undefined>();
  const [dragged, setDragged] = useState<Dragged | undefined>();
  const [topPx, setTop] = useState(0);
  usePointer({ host, axis, crosshair, window, onZoom, setDragged, setScale, setTop });
  const atMs = useCrosshairTime(crosshair);
  useEffect(() => {
    if (atMs !== undefined) setScale(scaleOf(host.current, axis.current));
  }, [atMs, host, axis]);
  if (scale === undefined) return null;
  const placeOf = (ms: number) =>
    scale.leftPx + (scale.widthPx * (ms - window.startMs)) / (window.endMs - window.startMs);
  return (
    <div className={styles.over} aria-hidden="true">
      {dragged === undefined ? null : (
        <div
          className={styles.dragged}
          style={{
            left: placeOf(Math.min(dragged.fromMs, dragged.toMs)),
            width: Math.abs(placeOf(dragged.toMs) - placeOf(dragged.fromMs)),
          }}
        />
      )}
      {atMs === undefined ? null : <div className={styles.crosshair} style={{ left: placeOf(atMs) }} />}
      {atMs === undefined || dragged !== undefined ? null : (
        <Tip {...{ shown, atMs, topPx }} leftPx={placeOf(atMs)} isLate={atMs > (window.startMs + window.endMs) / 2} />
      )}
    </div>
  );
}

function scaleOf(host: HTMLElement | null, axis: HTMLElement | null): Scale | undefined {
  if (host === null || axis === null) return undefined;
  const [outer, inner] = [host.getBoundingClientRect(), axis.getBoundingClientRect()];
  return { leftPx: inner.left - outer.left, widthPx: inner.width };
}

/** Shorter ones are a hand that is not still. */
const leastDragPx = 5;

interface PointerTarget extends Pick<TimePointerProps, 'host' | 'axis' | 'crosshair' | 'onZoom'> {
  readonly window: HistoryWindow;
  readonly setDragged: (dragged: Dragged | undefined) => void;
  readonly setScale: (scale: Scale | undefined) => void;
  readonly setTop: (px: number) => void;
}

function usePointer(target: PointerTarget): void {
  const latest = useRef(target);
  latest.current = target;
  const { host } = target;
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    let start: { readonly x: number; readonly atMs: number } | undefined;
    let isDragging = false;
    const end = () => {
      start = undefined;
      isDragging = false;
      latest.current.setDragged(undefined);
    };
    const move = (event: PointerEvent) => {
      const { crosshair, setDragged, setTop } = latest.current;
      const atMs = timeAt(event, latest.current, start !== undefined);
      crosshair.point(atMs);
      if (atMs === undefined) return;
      setTop(event.clientY - element.getBoundingClientRect().top);
      if (start === undefined) return;
      isDragging ||= Math.abs(event.clientX - start.x) >= leastDragPx;
      if (isDragging) setDragged({ fromMs: start.atMs, toMs: atMs });
    };
    const down = (event: PointerEvent) => {
      const atMs = timeAt(event, latest.current, false);
      if (event.button === 0 && atMs !== undefined) start = { x: event.clientX, atMs };
    };
    const up = (event: PointerEvent) => {
      const atMs = timeAt(event, latest.current, true);
      const from = start?.atMs;
      const was = isDragging;
      end();
      if (!was || from === undefined || atMs === undefined) return;
      // What was dragged over does not open the row below.
      const stop = (click: Event) => click.stopPropagation();
      window.addEventListener('click', stop, { capture: true, once: true });
      // Of a drag that ends outside there is no click, and the next one is meant.
      setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 0);
      latest.current.onZoom(Math.min(from, atMs), Math.max(from, atMs));
    };
    // A drag marks a stretch of time, and no text.
    const select = (event: Event) => {
      if (start !== undefined) event.preventDefault();
    };
    element.addEventListener('selectstart', select, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointerleave', () => latest.current.crosshair.point(undefined), { signal });
    window.addEventListener('pointerup', up, { signal });
    window.addEventListener('pointercancel', end, { signal });
    return () => controller.abort();
  }, [host]);
}

/** @param outside a drag may leave the axis at its ends */
function timeAt(event: PointerEvent, { axis, window }: PointerTarget, outside: boolean): number | undefined {
  const rect = axis.current?.getBoundingClientRect();
  if (rect === undefined || rect.width === 0) return undefined;
  const isInside = event.target instanceof Element && event.target.closest('[data-inside]') !== null;
  const part = (event.clientX - rect.left) / rect.width;
  if (!outside && (part < 0 || part > 1 || isInside)) return undefined;
  return Math.round(window.startMs + Math.min(1, Math.max(0, part)) * (window.endMs - window.startMs));
}

interface TipProps {
  readonly shown: ShownHistory;
  readonly atMs: number;
  readonly topPx: number;
  readonly leftPx: number;
  readonly isLate: boolean;
}

/** More have no room beside the line. */
const mostRules = 8;

function Tip({ shown, atMs, topPx, leftPx, isLate }: TipProps) {
  const { t, timeZone, locale } = useHistoryTexts();
  const { firing, firingAlerts, pendingAlerts, unknown } = momentAt(shown, atMs);
  const more = firing.length - mostRules;
  const across = isLate ? { right: `calc(100% - ${leftPx - 12}px)` } : { left: leftPx + 12 };
  const n = formatCount(firingAlerts, locale);
  return (
    <div className={styles.tip} style={{ top: `clamp(28px, ${topPx + 18}px, calc(100% - 120px))`, ...across }}>
      <div className={styles.tipTime}>{momentText(atMs, timeZone)}</div>
      {unknown ? <div>{t('tip.unknown')}</div> : null}
      {firingAlerts > 0 ? (
        <div className={styles.tipCount}>{t('tip.firing', { count: firingAlerts, n })}</div>
      ) : unknown ? null : (
        <div>{t('tip.nothing')}</div>
      )}
      {firing.slice(0, mostRules).map(({ rule, count }) => (
        <div key={rule.key} className={styles.tipRule}>
          <span>{plainText(rule.name)}</span>
          <span>{formatCount(count, locale)}</span>
        </div>
      ))}
      {more > 0 ? (
        <div className={styles.second}>{t('tip.more', { count: more, n: formatCount(more, locale) })}</div>
      ) : null}
      {pendingAlerts > 0 ? (
        <div className={styles.second}>{t('tip.pending', { n: formatCount(pendingAlerts, locale) })}</div>
      ) : null}
    </div>
  );
}
