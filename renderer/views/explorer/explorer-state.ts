/** What the Explorer shows: the panels, the window and the refresh. Pure; the address holds the same (explorer-url.ts). */
import type { UnitName } from '../../../shared/format/unit.ts';
import type { QuerySemantics } from '../../../shared/model/query.ts';
import { defaultResolution, type Resolution, type TimeWindow } from './time-window.ts';

export type PanelTab = 'table' | 'graph' | 'explain';

export interface QuerySpec {
  /** Of this page only; the address knows them by their order. */
  readonly id: number;
  /** As it was executed last; what is being typed is the panel's own. */
  readonly expr: string;
  /** Not asked, and not shown. */
  readonly hidden: boolean;
}

export interface PanelDisplay {
  readonly stacking: 'lines' | 'stacked';
  readonly scale: 'linear' | 'log';
  readonly yFrom: 'auto' | 'zero';
  readonly yMin: number | undefined;
  readonly yMax: number | undefined;
  readonly thresholds: readonly number[];
  /** `auto`: as the expressions say. */
  readonly unit: UnitName | 'auto';
  readonly exemplars: boolean;
}

export interface PanelSpec {
  /** Of this page only. */
  readonly id: number;
  /** '' where only its letter names it. */
  readonly name: string;
  /** At least one. */
  readonly queries: readonly QuerySpec[];
  readonly tab: PanelTab;
  /** The parts of the first expression are shown above it. */
  readonly tree: boolean;
  readonly collapsed: boolean;
  readonly display: PanelDisplay;
  readonly resolution: Resolution;
  /** Whose PromQL evaluates it, where that is here: of Prometheus 2 or 3, or as the server would have that recorded it. */
  readonly semantics: QuerySemantics | 'recorded';
  /** The table's own time of evaluation; undefined: the end of the window. */
  readonly momentMs: number | undefined;
  /** Counts the executions of the page: the highest is the last panel that was executed. */
  readonly runs: number;
}

export interface ExplorerState {
  readonly window: TimeWindow;
  /** 0: off. */
  readonly refreshMs: number;
  readonly panels: readonly PanelSpec[];
}

export const refreshChoices = [0, 5000, 15_000, 60_000, 300_000] as const;
export const defaultRefreshMs = 15_000;
export const defaultRangeMs = 3_600_000;
/** Letters A to Z name the panels. */
export const mostPanels = 26;
/** In one panel. */
export const mostQueries = 12;
export const mostThresholds = 8;
export const longestName = 80;

export const defaultDisplay: PanelDisplay = {
  stacking: 'lines',
  scale: 'linear',
  yFrom: 'auto',
  yMin: undefined,
  yMax: undefined,
  thresholds: [],
  unit: 'auto',
  exemplars: false,
};

export function newPanel(id: number, expr = ''): PanelSpec {
  return {
    ...{ id, name: '', queries: [{ id: 0, expr, hidden: false }], tab: 'graph', tree: false, collapsed: false },
    ...{ display: defaultDisplay, resolution: defaultResolution, semantics: 'recorded', momentMs: undefined, runs: 0 },
  };
}

export function emptyState(): ExplorerState {
  return {
    window: { rangeMs: defaultRangeMs, endMs: undefined },
    refreshMs: defaultRefreshMs,
    panels: [newPanel(0)],
  };
}

export function panelLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** `B` for the first expression of the second panel, `B2`, `B3` for the others. */
export function queryLetter(panelIndex: number, queryIndex: number): string {
  return panelLetter(panelIndex) + (queryIndex === 0 ? '' : String(queryIndex + 1));
}

const nextId = (ids: readonly { readonly id: number }[]) => Math.max(-1, ...ids.map(({ id }) => id)) + 1;
const nextRun = (state: ExplorerState) => Math.max(...state.panels.map((panel) => panel.runs)) + 1;

export function isBlank(panel: PanelSpec): boolean {
  return panel.queries.every(({ expr }) => expr.trim() === '');
}

export function addPanel(state: ExplorerState): ExplorerState {
  if (state.panels.length >= mostPanels) return state;
  return { ...state, panels: [...state.panels, newPanel(nextId(state.panels))] };
}

/** In the first panel that is empty, else in one of its own; where there is no room for that, in the last. */
export function showExpression(state: ExplorerState, expr: string): ExplorerState {
  const withRoom = state.panels.some(isBlank) ? state : addPanel(state);
  const target = withRoom.panels.find(isBlank) ?? withRoom.panels.at(-1);
  return target === undefined ? state : execute(withRoom, target.id, [expr]);
}

/** Right below, with everything that it shows. */
export function duplicatePanel(state: ExplorerState, id: number): ExplorerState {
  const at = state.panels.findIndex((panel) => panel.id === id);
  const panel = state.panels[at];
  if (panel === undefined || state.panels.length >= mostPanels) return state;
  return { ...state, panels: state.panels.toSpliced(at + 1, 0, { ...panel, id: nextId(state.panels) }) };
}

/** The last panel stays. */
export function removePanel(state: ExplorerState, id: number): ExplorerState {
  if (state.panels.length < 2) return state;
  return { ...state, panels: state.panels.filter((panel) => panel.id !== id) };
}

/** Takes back a removal. */
export function insertPanel(state: ExplorerState, panel: PanelSpec, index: number): ExplorerState {
  if (state.panels.length >= mostPanels) return state;
  const own = state.panels.some(({ id }) => id === panel.id) ? { ...panel, id: nextId(state.panels) } : panel;
  return { ...state, panels: state.panels.toSpliced(index, 0, own) };
}

export function movePanel(state: ExplorerState, id: number, step: -1 | 1): ExplorerState {
  const at = state.panels.findIndex((panel) => panel.id === id);
  const panel = state.panels[at];
  const to = at + step;
  if (panel === undefined || to < 0 || to >= state.panels.length) return state;
  return { ...state, panels: state.panels.toSpliced(at, 1).toSpliced(to, 0, panel) };
}

/** @param exprs as many as the panel has expressions; those that are missing stay. */
export function execute(state: ExplorerState, id: number, exprs: readonly (string | undefined)[]): ExplorerState {
  const runs = nextRun(state);
  return changePanel(state, id, (panel) => {
    const queries = panel.queries.map((query, index) => ({ ...query, expr: exprs[index] ?? query.expr }));
    return { ...panel, queries, runs };
  });
}

export function addQuery(state: ExplorerState, id: number): ExplorerState {
  return changePanel(state, id, (panel) => {
    if (panel.queries.length >= mostQueries) return panel;
    return { ...panel, queries: [...panel.queries, { id: nextId(panel.queries), expr: '', hidden: false }] };
  });
}

/** The last one stays. */
export function removeQuery(state: ExplorerState, id: number, query: number): ExplorerState {
  return changePanel(state, id, (panel) => {
    const queries = panel.queries.filter((one) => one.id !== query);
    return queries.length === 0 ? panel : { ...panel, queries };
  });
}

export function toggleQuery(state: ExplorerState, id: number, query: number): ExplorerState {
  return changePanel(state, id, (panel) => ({
    ...panel,
    queries: panel.queries.map((one) => (one.id === query ? { ...one, hidden: !one.hidden } : one)),
  }));
}

export function showTab(state: ExplorerState, id: number, tab: PanelTab): ExplorerState {
  return changePanel(state, id, (panel) => ({ ...panel, tab }));
}

export function changeDisplay(state: ExplorerState, id: number, display: Partial<PanelDisplay>): ExplorerState {
  return changePanel(state, id, (panel) => ({ ...panel, display: { ...panel.display, ...display } }));
}

export type PanelChange = Partial<
  Pick<PanelSpec, 'name' | 'tree' | 'collapsed' | 'resolution' | 'semantics' | 'momentMs'>
>;

export function setPanel(state: ExplorerState, id: number, change: PanelChange): ExplorerState {
  return changePanel(state, id, (panel) => ({ ...panel, ...change }));
}

function changePanel(state: ExplorerState, id: number, change: (panel: PanelSpec) => PanelSpec): ExplorerState {
  return { ...state, panels: state.panels.map((panel) => (panel.id === id ? change(panel) : panel)) };
}

/** Takes what the address says, keeping the identity of panels that it says the same of. */
export function restore(before: ExplorerState, from: ExplorerState): ExplorerState {
  let next = nextId(before.panels);
  const panels = from.panels.map((panel, index) => {
    const same = before.panels[index];
    if (same === undefined) return { ...panel, id: next++ };
    return { ...panel, id: same.id, runs: same.runs };
  });
  return { ...from, panels };
}
