/**
 * The Explorer in the address: `range=3h&g0.expr=up&g0.tab=table`. Named as on Prometheus's own page where that has a name, and links of
 * that page are understood. What is at its default is left out; what cannot be read is taken as its default.
 */
import { formatDuration, parseDuration } from '../../../shared/format/duration.ts';
import { type UnitName, unitNames } from '../../../shared/format/unit.ts';
import {
  defaultDisplay,
  defaultRangeMs,
  defaultRefreshMs,
  type ExplorerState,
  isBlank,
  longestName,
  mostPanels,
  mostQueries,
  mostThresholds,
  newPanel,
  type PanelDisplay,
  type PanelSpec,
  type PanelTab,
  type QuerySpec,
} from './explorer-state.ts';
import {
  type Density,
  defaultResolution,
  longestRangeMs,
  longestRefreshMs,
  longestStepMs,
  type Resolution,
  shortestRangeMs,
  shortestRefreshMs,
  shortestStepMs,
} from './time-window.ts';

/** @returns without the question mark; '' where there is no expression at all. */
export function formatSearch(state: ExplorerState): string {
  if (state.panels.every(isBlank)) return '';
  const search = new URLSearchParams();
  search.set('range', formatDuration(state.window.rangeMs));
  if (state.window.endMs !== undefined) search.set('end', new Date(state.window.endMs).toISOString());
  if (state.refreshMs !== defaultRefreshMs) {
    search.set('refresh', state.refreshMs === 0 ? 'off' : formatDuration(state.refreshMs));
  }
  for (const [index, panel] of state.panels.entries()) {
    formatPanel(panel, (name, value) => search.set(`g${index}.${name}`, value));
  }
  return search.toString();
}

type Put = (name: string, value: string) => void;

function formatPanel(panel: PanelSpec, put: Put): void {
  panel.queries.forEach(({ expr, hidden }, index) => {
    const number = index === 0 ? '' : String(index + 1);
    put(`expr${number}`, expr);
    if (hidden) put(`hidden${number}`, '1');
  });
  if (panel.name !== '') put('name', panel.name);
  if (panel.tab !== 'graph') put('tab', panel.tab);
  if (panel.tree) put('tree', '1');
  if (panel.collapsed) put('collapsed', '1');
  if (panel.momentMs !== undefined) put('at', new Date(panel.momentMs).toISOString());
  if (panel.semantics !== 'recorded') put('promql', panel.semantics);
  formatResolution(panel.resolution, put);
  formatDisplay(panel.display, put);
}

function formatResolution(resolution: Resolution, put: Put): void {
  if (resolution.kind === 'fixed') put('step', formatDuration(resolution.stepMs));
  else if (resolution.density !== 'medium') put('density', resolution.density);
}

function formatDisplay(display: PanelDisplay, put: Put): void {
  const { stacking, scale, yFrom, yMin, yMax, thresholds, unit, exemplars } = display;
  if (stacking === 'stacked') put('stacked', '1');
  if (scale === 'log') put('log', '1');
  if (yFrom === 'zero') put('y', 'zero');
  if (yMin !== undefined) put('min', String(yMin));
  if (yMax !== undefined) put('max', String(yMax));
  if (thresholds.length > 0) put('threshold', thresholds.join(' '));
  if (unit !== 'auto') put('unit', unit);
  if (exemplars) put('exemplars', '1');
}

/** @returns undefined where the address has no panel. */
export function parseSearch(text: string): ExplorerState | undefined {
  const search = new URLSearchParams(text);
  const panels: PanelSpec[] = [];
  for (let index = 0; index < mostPanels; index += 1) {
    const get = (...names: readonly string[]) =>
      names.map((name) => search.get(`g${index}.${name}`)).find((value) => value !== null) ?? undefined;
    if (get('expr') === undefined) break;
    panels.push(parsePanel(index, get));
  }
  if (panels.length === 0) return undefined;
  // Prometheus's page has a window for each panel; the first one's is everybody's here.
  const range = search.get('range') ?? search.get('g0.range_input') ?? '';
  const end = search.get('end') ?? search.get('g0.end_input') ?? undefined;
  return {
    window: {
      rangeMs: between(shortestRangeMs, parseDuration(range) ?? defaultRangeMs, longestRangeMs),
      endMs: parseTime(end),
    },
    refreshMs: parseRefresh(search.get('refresh')),
    panels,
  };
}

type Get = (...names: readonly string[]) => string | undefined;

function parsePanel(id: number, get: Get): PanelSpec {
  const isOn = (...names: readonly string[]) => ['1', 'true'].includes(get(...names) ?? '');
  return {
    ...newPanel(id),
    queries: parseQueries(get),
    name: (get('name') ?? '').slice(0, longestName),
    tab: parseTab(get('tab')),
    tree: isOn('tree', 'show_tree'),
    collapsed: isOn('collapsed'),
    momentMs: parseTime(get('at', 'moment_input')),
    semantics: parseSemantics(get('promql')),
    resolution: parseResolution(get),
    display: parseDisplay(get, isOn),
  };
}

function parseQueries(get: Get): readonly QuerySpec[] {
  const queries: QuerySpec[] = [];
  for (let index = 0; index < mostQueries; index += 1) {
    const number = index === 0 ? '' : String(index + 1);
    const expr = get(`expr${number}`);
    if (expr === undefined) break;
    queries.push({ id: index, expr, hidden: get(`hidden${number}`) === '1' });
  }
  return queries;
}

/** Prometheus's older pages have 0 for the graph and 1 for the table. */
const tabs: Readonly<Record<string, PanelTab>> = { table: 'table', explain: 'explain', '1': 'table' };

function parseTab(text = ''): PanelTab {
  return tabs[text] ?? 'graph';
}

function parseSemantics(text: string | undefined): PanelSpec['semantics'] {
  return text === 'v2' || text === 'v3' ? text : 'recorded';
}

function parseResolution(get: Get): Resolution {
  const density = get('density', 'res_density') ?? '';
  const step = get('step', 'res_step', 'step_input');
  const seconds = Number(step);
  const asked =
    get('res_type') === 'auto' ? undefined : (parseDuration(step ?? '') ?? (seconds > 0 ? seconds * 1000 : undefined));
  if (asked !== undefined) return { kind: 'fixed', stepMs: between(shortestStepMs, Math.round(asked), longestStepMs) };
  return ['low', 'high'].includes(density) ? { kind: 'auto', density: density as Density } : defaultResolution;
}

function parseDisplay(get: Get, isOn: (...names: readonly string[]) => boolean): PanelDisplay {
  const unit = unitNames.find((name) => name === get('unit'));
  const thresholds = (get('threshold') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number)
    .filter(Number.isFinite);
  return {
    ...defaultDisplay,
    stacking: isOn('stacked') || get('display_mode') === 'stacked' ? 'stacked' : 'lines',
    scale: isOn('log') ? 'log' : 'linear',
    yFrom: get('y') === 'zero' || isOn('y_axis_min') || get('y_axis_min') === '0' ? 'zero' : 'auto',
    yMin: parseNumber(get('min')),
    yMax: parseNumber(get('max')),
    thresholds: thresholds.slice(0, mostThresholds),
    unit: (unit satisfies UnitName | undefined) ?? 'auto',
    exemplars: isOn('exemplars', 'show_exemplars'),
  };
}

function parseNumber(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** As we write it, or as Prometheus's page does: `2026-11-22 10:30:15`, in UTC. */
function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const plain = /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
  const time = Date.parse(plain);
  return Number.isNaN(time) ? undefined : time;
}

function parseRefresh(text: string | null): number {
  if (text === 'off') return 0;
  const asked = parseDuration(text ?? '');
  return asked === undefined ? defaultRefreshMs : between(shortestRefreshMs, asked, longestRefreshMs);
}

function between(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
