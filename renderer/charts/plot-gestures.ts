/** Moving and scaling a chart's window with the pointer: Alt-drag or the middle button moves, Ctrl with the wheel (or a pinch) scales. */
import { type Disposable, DisposableStore } from '../../shared/base/disposable.ts';

export interface ShownWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export interface GestureEvents {
  /** The window that the model asks for. */
  readonly window: () => ShownWindow | undefined;
  /** Shows a window in this frame of a gesture; undefined: the gesture was given up. */
  readonly onPreview: (window: ShownWindow | undefined) => void;
  /** It was let go of. */
  readonly onDone: (window: ShownWindow) => void;
  readonly onHold: (held: boolean) => void;
}

/** A wheel that has rested this long has done its gesture. */
const wheelRestMs = 250;
const perWheelPixel = 0.0022;

/** @param area the plotted area */
export function listenGestures(area: HTMLElement, events: GestureEvents): Disposable {
  const store = new DisposableStore();
  const listen = <K extends keyof HTMLElementEventMap>(
    target: HTMLElement | Document,
    kind: K,
    heard: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => {
    const listener = heard as EventListener;
    target.addEventListener(kind, listener, options);
    store.defer(() => target.removeEventListener(kind, listener, options));
  };
  let drag: { readonly x: number; readonly from: ShownWindow; now: ShownWindow } | undefined;
  let wheel: { now: ShownWindow; timer: ReturnType<typeof setTimeout> } | undefined;

  const end = (done: boolean) => {
    const ended = drag;
    if (ended === undefined) return;
    drag = undefined;
    events.onHold(false);
    if (done && ended.now !== ended.from) events.onDone(ended.now);
    else events.onPreview(undefined);
  };
  // Before the chart's own drag, which would begin a selection.
  listen(
    area,
    'mousedown',
    (event) => {
      const from = events.window();
      if (from === undefined || !(event.altKey || event.button === 1)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      drag = { x: event.clientX, from, now: from };
      events.onHold(true);
    },
    { capture: true },
  );
  listen(document, 'mousemove', (event) => {
    if (drag === undefined) return;
    const { startMs, endMs } = drag.from;
    const byMs = ((drag.x - event.clientX) * (endMs - startMs)) / Math.max(1, area.clientWidth);
    drag.now = { startMs: startMs + byMs, endMs: endMs + byMs };
    events.onPreview(drag.now);
  });
  listen(document, 'mouseup', () => end(true));
  listen(document, 'keydown', (event) => {
    if (event.key === 'Escape') end(false);
  });
  const rest = () => {
    const ended = wheel;
    wheel = undefined;
    events.onHold(false);
    if (ended !== undefined) events.onDone(ended.now);
  };
  listen(
    area,
    'wheel',
    (event) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const from = wheel?.now ?? events.window();
      if (from === undefined) return;
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      const scale = Math.exp(pixels * perWheelPixel);
      const part = (event.clientX - area.getBoundingClientRect().left) / Math.max(1, area.clientWidth);
      const middle = from.startMs + part * (from.endMs - from.startMs);
      const now = {
        startMs: middle - (middle - from.startMs) * scale,
        endMs: middle + (from.endMs - middle) * scale,
      };
      if (wheel === undefined) events.onHold(true);
      else clearTimeout(wheel.timer);
      wheel = { now, timer: setTimeout(rest, wheelRestMs) };
      events.onPreview(now);
    },
    { passive: false },
  );
  store.defer(() => clearTimeout(wheel?.timer));
  return store;
}
