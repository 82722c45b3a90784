/** The colours of the page as a canvas needs them: read from the tokens' variables, and again when the theme changes. */
import { useSyncExternalStore } from 'react';
import { colourCount } from './looks.ts';

export interface ChartTheme {
  readonly series: readonly string[];
  readonly paper: string;
  readonly ink: string;
  readonly onInk: string;
  readonly hairline: string;
  readonly strong: string;
  readonly grid: string;
  readonly faint: string;
  readonly axisText: string;
  readonly now: string;
  readonly crosshair: string;
  readonly neatline: string;
  readonly font: string;
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: colourCount }, (_, i) => token(`--series-${i + 1}`)),
    paper: token('--surface-paper'),
    ink: token('--text-ink'),
    onInk: token('--text-on-ink'),
    hairline: token('--border-control'),
    strong: token('--border-strong'),
    grid: token('--chart-grid'),
    faint: token('--text-faint'),
    axisText: token('--chart-axis-text'),
    now: token('--chart-now'),
    crosshair: token('--chart-crosshair'),
    neatline: token('--chart-neatline'),
    font: token('--font-ui'),
  };
}

let current: ChartTheme | undefined;
const listeners = new Set<() => void>();
let stopWatching: (() => void) | undefined;

/** One watcher for all charts of the page; it ends with the last of them. */
function watch(): () => void {
  const changed = () => {
    current = undefined;
    for (const listener of [...listeners]) listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'lang'] });
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  // Text that was drawn before its face had arrived.
  document.fonts.addEventListener('loadingdone', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
    document.fonts.removeEventListener('loadingdone', changed);
  };
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) stopWatching = watch();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopWatching?.();
    current = undefined;
  };
}

function snapshot(): ChartTheme {
  current ??= readTheme();
  return current;
}

export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, snapshot);
}
