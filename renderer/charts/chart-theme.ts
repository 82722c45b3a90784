/**
 * The colours of the page as a canvas needs them: read from the tokens' variables, and again when the theme changes. Where a person forces
 * colours of their own, those of the system: a canvas is not given them by itself.
 */
import { useSyncExternalStore } from 'react';
import { contrast, rgbOf } from './colour.ts';
import { colourCount } from './looks.ts';

export interface ChartTheme {
  readonly series: readonly string[];
  readonly paper: string;
  readonly inset: string;
  readonly hatch: string;
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
  /** Colours are the person's: series may share one, and are told apart by dashes and names. */
  readonly forced: boolean;
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const theme: ChartTheme = {
    series: Array.from({ length: colourCount }, (_, i) => token(`--series-${i + 1}`)),
    paper: token('--surface-paper'),
    inset: token('--surface-inset'),
    hatch: token('--chart-hatch'),
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
    forced: window.matchMedia(forcedColours).matches,
  };
  return theme.forced ? forcedTheme(theme) : theme;
}

const forcedColours = '(forced-colors: active)';
/** Less of it cannot be seen by everybody (WCAG 1.4.11). */
const leastContrast = 3;

function forcedTheme({ series, font }: ChartTheme): ChartTheme {
  const [canvas, text, grey, highlight] = systemColours(['Canvas', 'CanvasText', 'GrayText', 'Highlight']);
  const [paper = '', ink = '', quiet = '', now = ''] = [canvas, text, grey, highlight];
  return {
    series: series.map((colour) => (contrast(rgbOf(colour), rgbOf(paper)) < leastContrast ? ink : colour)),
    ...{ paper, ink, now, font, inset: paper, onInk: paper, crosshair: ink, neatline: ink, strong: ink },
    ...{ faint: ink, axisText: ink, hatch: quiet, hairline: quiet, forced: true },
    grid: `rgba(${rgbOf(ink)}, 0.2)`,
  };
}

/** @param names keywords of CSS @returns what the browser makes of them */
function systemColours(names: readonly string[]): readonly string[] {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = names.map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
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
  const queries = ['(prefers-color-scheme: dark)', forcedColours].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', changed);
  // Text that was drawn before its face had arrived.
  document.fonts.addEventListener('loadingdone', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
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
