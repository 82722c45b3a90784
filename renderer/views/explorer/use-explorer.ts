/** The Explorer's state, in the address and kept for each context; the first look; the clock that all panels share. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import type { Asked } from '../../state/asked.tsx';
import { type RequestedWindow, takeRequests } from '../../state/explorer-requests.ts';
import { currentViewSearch, fromOf, navigateView, useViewSearch } from '../../state/from-record.ts';
import { useStores } from '../../state/stores.tsx';
import { type ExplorerState, emptyState, newPanel, type PanelSpec, restore, showExpression } from './explorer-state.ts';
import { formatSearch, parseSearch } from './explorer-url.ts';
import { type FirstLook, fallbackLook, findFirstLook } from './first-query.ts';
import { rememberSearch, searchFor } from './remembered-search.ts';
import { goneLive, type Reach, shortestRangeMs, type TimeWindow } from './time-window.ts';
import type { Clock } from './use-panel-queries.ts';
import { useWorkspace } from './use-workspace.ts';

export interface Explorer {
  readonly state: ExplorerState;
  readonly clock: Clock;
  /** The first look is being chosen: nothing is asked yet. */
  readonly looking: boolean;
  /** Somebody is at an editor or has asked for something: a first look would write over it. */
  readonly stopLooking: () => void;
  readonly change: (next: (before: ExplorerState) => ExplorerState) => void;
  /** Asks again, up to now. */
  readonly refresh: () => void;
  readonly zoom: (window: TimeWindow) => void;
  /** The window before the last zoom; nothing where there was none. */
  readonly zoomBack: () => void;
  /** The end of what can be shown: now, or when the record was seen last. */
  readonly now: () => number;
  /** How far a window may go: of a record, on to this moment. */
  readonly reach: () => Reach;
  /** Somebody looks at a place or drags: nothing is to move beneath it until it is let go of, or rests for a while. */
  readonly hold: (held: boolean) => void;
}

/** @param context whose Explorer it is: what is kept of it is kept for that one, whoever is asked */
export function useExplorer(context: ContextId, asked: Asked): Explorer {
  const { live, record } = asked;
  const search = useViewSearch();
  const [start] = useState(() => searchFor(sessionStorage, context, currentViewSearch()));
  const [state, setState] = useState<ExplorerState>(() => parseSearch(start) ?? emptyState());
  const isNew = parseSearch(start) === undefined;
  const workspace = useWorkspace(context, isNew);
  const [looking, setLooking] = useState(isNew);
  // Also kept apart from the state, which changes only with the next drawing: an answer may come before that.
  const wanted = useRef(looking);
  const stopLooking = useCallback(() => {
    wanted.current = false;
    setLooking(false);
  }, []);
  const lastSeen = useRef(record?.lastMs);
  lastSeen.current = record?.lastMs;
  const now = useCallback(() => lastSeen.current ?? Date.now(), []);
  // Nothing comes after the end of what was imported.
  const endsThere = record?.kind === 'imported';
  const reach = useCallback((): Reach => {
    const nowMs = now();
    return { nowMs, mostMs: endsThere ? nowMs : Math.max(nowMs, Date.now()) };
  }, [now, endsThere]);
  const [clock, setClock] = useState<Clock>(() => ({ nowMs: now(), byTimer: false }));
  const [before, setBefore] = useState({ live, id: asked.id });
  if (live !== before.live || asked.id !== before.id) {
    setBefore({ live, id: asked.id });
    // What the window missed meanwhile is read, also where nothing refreshes it; and another one's now is another time.
    if (live) setClock({ nowMs: now(), byTimer: false });
  }
  const written = useRef(start);
  const windows = useRef<TimeWindow[]>([]);

  const { keep } = workspace;
  const write = useCallback(
    (next: ExplorerState, replace: boolean) => {
      const text = formatSearch(next);
      rememberSearch(sessionStorage, context, text);
      keep(text);
      if (text === written.current) return;
      written.current = text;
      navigateView(text, { replace });
    },
    [context, keep],
  );

  const begun = useRef(false);
  // What was kept for this context takes the place of what the address had from another one.
  useEffect(() => {
    // Only at the beginning: a view that comes back from behind a page is as it was left.
    if (begun.current) return;
    begun.current = true;
    if (start !== currentViewSearch()) navigateView(start, { replace: true });
  }, [start]);

  // Back and forward. The address at the beginning is `start`, or is about to be.
  const seen = useRef(search);
  useEffect(() => {
    if (search === seen.current) return;
    seen.current = search;
    if (search === written.current) return;
    written.current = search;
    const from = parseSearch(search);
    if (from === undefined) return;
    setState((state) => restore(state, from));
    setClock({ nowMs: now(), byTimer: false });
  }, [search, now]);

  const client = useClient();
  const latest = useRef(state);
  latest.current = state;
  useGoneLive(record?.lastMs, (lastMs) => {
    const before = latest.current;
    const window = goneLive(before.window, lastMs, fromOf(location.search) === 'live');
    if (window.endMs === before.window.endMs) return;
    const after = { ...before, window };
    latest.current = after;
    setState(after);
    setClock({ nowMs: now(), byTimer: false });
    write(after, true);
  });
  const change = useCallback<Explorer['change']>(
    (next) => {
      const before = latest.current;
      const after = next(before);
      latest.current = after;
      stopLooking();
      setState(after);
      recordRuns(client, context, before, after);
      // Up to now where somebody asks; a new panel or tab shows the window that the others show.
      if (after.window !== before.window || runsOf(after) > runsOf(before)) {
        setClock({ nowMs: now(), byTimer: false });
      }
      write(after, false);
    },
    [write, stopLooking, client, context, now],
  );

  // What was kept from last time, where nobody has asked for anything meanwhile.
  const { search: kept } = workspace;
  useEffect(() => {
    const from = kept === undefined ? undefined : parseSearch(kept);
    if (from === undefined || !wanted.current) return;
    stopLooking();
    setState((before) => restore(before, from));
    setClock({ nowMs: now(), byTimer: false });
    write(from, true);
  }, [kept, stopLooking, write, now]);
  useRequests(context, change);
  const mayLook = kept !== undefined && parseSearch(kept) === undefined;
  useFirstLook(asked.id, looking && live && mayLook, record === undefined ? undefined : now, (look) => {
    if (!wanted.current) return;
    stopLooking();
    const { expr, rangeMs } = look;
    setState((before) => ({
      ...before,
      window: { rangeMs, endMs: undefined },
      panels: before.panels.map((panel, index) => (index === 0 ? withExpression(panel, expr) : panel)),
    }));
    setClock({ nowMs: now(), byTimer: false });
  });
  const held = useRef(0);
  const isHeld = useCallback(() => Date.now() < held.current, []);
  // What was recorded does not change by itself.
  useRefreshTimer(state, live && record === undefined && !looking, isHeld, () =>
    setClock({ nowMs: now(), byTimer: true }),
  );

  return {
    state,
    clock,
    looking,
    stopLooking,
    change,
    now,
    reach,
    refresh: () => setClock({ nowMs: now(), byTimer: false }),
    zoom: (next) => {
      windows.current.push(latest.current.window);
      change((before) => ({ ...before, window: next }));
    },
    zoomBack: () => {
      const before = windows.current.pop();
      if (before !== undefined) change((now) => ({ ...now, window: before }));
    },
    hold: useCallback((now: boolean) => {
      held.current = now ? Date.now() + longestHoldMs : 0;
    }, []),
  };
}

/** A pointer that was left on a graph does not keep it from being renewed for ever. */
const longestHoldMs = 20_000;

function withExpression(panel: PanelSpec, expr: string): PanelSpec {
  return { ...panel, queries: [{ ...(panel.queries[0] ?? newPanel(0).queries[0]), id: 0, expr, hidden: false }] };
}

/** @param lastMs of the record that is asked; undefined: it is asked live. @param onLive gets what that was until then */
function useGoneLive(lastMs: number | undefined, onLive: (lastMs: number) => void): void {
  const run = useRef(onLive);
  run.current = onLive;
  const before = useRef(lastMs);
  useEffect(() => {
    const was = before.current;
    before.current = lastMs;
    if (was !== undefined && lastMs === undefined) run.current(was);
  }, [lastMs]);
}

/** What the palette or another view asked for. */
function useRequests(context: ContextId, change: Explorer['change']): void {
  const { explorerRequests } = useStores();
  useEffect(() => {
    const take = () => {
      const requests = takeRequests(explorerRequests, context);
      if (requests.length === 0) return;
      change((before) => requests.reduce((state, { expr, window }) => showRequested(state, expr, window), before));
    };
    take();
    return explorerRequests.subscribe(take);
  }, [explorerRequests, context, change]);
}

function showRequested(state: ExplorerState, expr: string, window: RequestedWindow | undefined): ExplorerState {
  const shown = showExpression(state, expr);
  if (window === undefined) return shown;
  const { startMs, endMs } = window;
  return {
    ...shown,
    window: { rangeMs: Math.max(shortestRangeMs, Math.round(endMs - startMs)), endMs: Math.round(endMs) },
  };
}

/** Every expression that somebody ran is kept; whether at all, the backend knows. */
function recordRuns(
  client: Pick<ContractClient, 'queries'>,
  context: ContextId,
  before: ExplorerState,
  after: ExplorerState,
): void {
  const runs = runsOf(after);
  if (runs === runsOf(before)) return;
  const ran = after.panels.find((panel) => panel.runs === runs);
  for (const { expr, hidden } of ran?.queries ?? []) {
    // That it could not be kept is said where the kept ones are.
    if (!hidden && expr.trim() !== '') void failureOf(client.queries.record({ context, expr }));
  }
}

function runsOf(state: ExplorerState): number {
  return Math.max(...state.panels.map((panel) => panel.runs));
}

/** It is not written into the address: a person who changed nothing gets the next context's own first look. */
function useFirstLook(
  context: ContextId,
  wanted: boolean,
  lastSeen: (() => number) | undefined,
  onFound: (look: FirstLook) => void,
): void {
  const client = useClient();
  const found = useRef(onFound);
  found.current = onFound;
  useEffect(() => {
    if (!wanted) return undefined;
    const controller = new AbortController();
    findFirstLook(client, { context, timeMs: lastSeen?.() }, controller.signal).then(
      (look) => {
        if (!controller.signal.aborted) found.current(look);
      },
      (error) => {
        if (controller.signal.aborted || isCancellation(error)) return;
        // A server that cannot evaluate the probe may well evaluate `up`; if not, that failure is shown in the panel.
        found.current(fallbackLook);
        if (!(error instanceof AppError)) throw error;
      },
    );
    return () => controller.abort();
  }, [client, context, wanted, lastSeen]);
}

/** Moves the window while it ends now; a page that nobody sees asks nothing. */
function useRefreshTimer(
  { refreshMs, window: shown }: ExplorerState,
  active: boolean,
  isHeld: () => boolean,
  onTick: () => void,
): void {
  const tick = useRef(onTick);
  tick.current = onTick;
  const moving = active && refreshMs > 0 && shown.endMs === undefined;
  useEffect(() => {
    if (!moving) return undefined;
    let lastMs = Date.now();
    const go = () => {
      if (document.visibilityState === 'hidden' || isHeld()) return;
      lastMs = Date.now();
      tick.current();
    };
    const timer = setInterval(go, refreshMs);
    // Seen again after a while: at once, not at the next turn.
    const seen = () => {
      if (document.visibilityState === 'visible' && Date.now() - lastMs >= refreshMs) go();
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [moving, refreshMs, isHeld]);
}
