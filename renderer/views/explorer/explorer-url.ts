/**
 * The Explorer in the address: `range=3h&g0.expr=up&g0.tab=table`. Named as on Prometheus's own page where that has a name. What is
 * at its default is left out; what cannot be read is taken as its default.
 */
import { formatDuration, parseDuration } from '../../../shared/format/duration.ts';
import {
  defaultRangeMs,
  defaultRefreshMs,
  type ExplorerState,
  mostPanels,
  type PanelSpec,
  refreshChoices,
} from './explorer-state.ts';
import { longestRangeMs, shortestRangeMs } from './time-window.ts';

/** @returns without the question mark; '' where there is no expression at all. */
export function formatSearch(state: ExplorerState): string {
  if (state.panels.every((panel) => panel.expr === '')) return '';
  const search = new URLSearchParams();
  search.set('range', formatDuration(state.window.rangeMs));
  if (state.window.endMs !== undefined) search.set('end', new Date(state.window.endMs).toISOString());
  if (state.refreshMs !== defaultRefreshMs) {
    search.set('refresh', state.refreshMs === 0 ? 'off' : formatDuration(state.refreshMs));
  }
  state.panels.forEach((panel, index) => {
    search.set(`g${index}.expr`, panel.expr);
    if (panel.tab === 'table') search.set(`g${index}.tab`, 'table');
  });
  return search.toString();
}

/** @returns undefined where the address has no panel. */
export function parseSearch(text: string): ExplorerState | undefined {
  const search = new URLSearchParams(text);
  const panels: PanelSpec[] = [];
  for (let index = 0; index < mostPanels; index += 1) {
    const expr = search.get(`g${index}.expr`);
    if (expr === null) break;
    panels.push({ id: index, expr, tab: search.get(`g${index}.tab`) === 'table' ? 'table' : 'graph', runs: 0 });
  }
  if (panels.length === 0) return undefined;
  const rangeMs = parseDuration(search.get('range') ?? '') ?? defaultRangeMs;
  return {
    window: {
      rangeMs: Math.min(longestRangeMs, Math.max(shortestRangeMs, rangeMs)),
      endMs: parseEnd(search.get('end')),
    },
    refreshMs: parseRefresh(search.get('refresh')),
    panels,
  };
}

function parseEnd(text: string | null): number | undefined {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function parseRefresh(text: string | null): number {
  const asked = text === 'off' ? 0 : parseDuration(text ?? '');
  return refreshChoices.find((choice) => choice === asked) ?? defaultRefreshMs;
}
