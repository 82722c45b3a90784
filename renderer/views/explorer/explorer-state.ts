/** What the Explorer shows: the panels, the window and the refresh. Pure; the address holds the same (explorer-url.ts). */
import type { TimeWindow } from './time-window.ts';

export type PanelTab = 'table' | 'graph';

export interface PanelSpec {
  /** Of this page only; the address knows the panels by their order. */
  readonly id: number;
  /** As it was executed last; what is being typed is the panel's own. */
  readonly expr: string;
  readonly tab: PanelTab;
  /** Counts the executions of the page: the highest is the last panel that was executed. */
  readonly runs: number;
}

export interface ExplorerState {
  readonly window: TimeWindow;
  /** 0: off. */
  readonly refreshMs: number;
  readonly panels: readonly PanelSpec[];
}

export const refreshChoices = [0, 5000, 15_000, 60_000] as const;
export const defaultRefreshMs = 15_000;
export const defaultRangeMs = 3_600_000;
/** Letters A to Z name the panels. */
export const mostPanels = 26;

export function emptyState(): ExplorerState {
  return {
    window: { rangeMs: defaultRangeMs, endMs: undefined },
    refreshMs: defaultRefreshMs,
    panels: [{ id: 0, expr: '', tab: 'graph', runs: 0 }],
  };
}

export function panelLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

export function addPanel(state: ExplorerState): ExplorerState {
  if (state.panels.length >= mostPanels) return state;
  const id = Math.max(...state.panels.map((panel) => panel.id)) + 1;
  return { ...state, panels: [...state.panels, { id, expr: '', tab: 'graph', runs: 0 }] };
}

/** The last panel stays. */
export function removePanel(state: ExplorerState, id: number): ExplorerState {
  if (state.panels.length < 2) return state;
  return { ...state, panels: state.panels.filter((panel) => panel.id !== id) };
}

export function execute(state: ExplorerState, id: number, expr: string): ExplorerState {
  const runs = Math.max(...state.panels.map((panel) => panel.runs)) + 1;
  return changePanel(state, id, (panel) => ({ ...panel, expr, runs }));
}

export function showTab(state: ExplorerState, id: number, tab: PanelTab): ExplorerState {
  return changePanel(state, id, (panel) => ({ ...panel, tab }));
}

function changePanel(state: ExplorerState, id: number, change: (panel: PanelSpec) => PanelSpec): ExplorerState {
  return { ...state, panels: state.panels.map((panel) => (panel.id === id ? change(panel) : panel)) };
}

/** Takes what the address says, keeping the identity of panels that it says the same of. */
export function restore(before: ExplorerState, from: ExplorerState): ExplorerState {
  let nextId = Math.max(...before.panels.map((panel) => panel.id)) + 1;
  const panels = from.panels.map((panel, index) => {
    const same = before.panels[index];
    if (same === undefined) return { ...panel, id: nextId++ };
    return { ...panel, id: same.id, runs: same.runs };
  });
  return { ...from, panels };
}
