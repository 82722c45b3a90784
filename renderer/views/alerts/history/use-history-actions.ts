/** What the rows of a history do. Always the same functions: rows are not drawn again because something else was opened. */

import { useMemo, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { toggled } from '../../../../shared/base/toggled.ts';
import { formatLabels, labelPairs, labelsFromPairs, metricNameLabel } from '../../../../shared/model/labels.ts';
import { useAsked } from '../../../state/asked.tsx';
import { requestExpression } from '../../../state/explorer-requests.ts';
import { searchWith, viewPath } from '../../../state/from-record.ts';
import { contextPath } from '../../../state/routing.ts';
import { useRecordOf, useStores } from '../../../state/stores.tsx';
import { type AlertsState, type ChangeState, formatSearch } from '../alerts-state.ts';
import type { HistoryRowActions } from './history-row-actions.ts';
import { marginedBy, movedTo } from './history-window.ts';
import { type HistoryRow, openKey } from './shown-history.ts';
import type { HistoryFound } from './use-history.ts';

/** Around a span, of its length, and not less. */
const leastAroundMs = 300_000;
const zoomedAroundPart = 0.5;

/** @param found what is shown */
export function useHistoryActions(state: AlertsState, change: ChangeState, newestMs: number, found: HistoryFound) {
  const { stepMs } = found;
  const { endMs } = found.window;
  const { context, record: asked } = useAsked();
  const own = useRecordOf(context);
  const { explorerRequests } = useStores();
  const record = asked ?? own;
  const [firstMs, lastMs] = [record?.firstMs, record?.lastMs];
  const isAsked = asked !== undefined;
  const latest = useRef(state);
  latest.current = state;
  return useMemo(() => {
    const actions: Omit<HistoryRowActions, 'onHeight'> = {
      onToggle(row) {
        const { open, alerts } = latest.current;
        if (row.kind === 'rule') change({ open: toggled(open, openKey(row)) });
        else change({ alerts: toggled(alerts, openKey(row)) });
      },
      onExplore({ labels }, { state: alertstate, fromMs, toMs }) {
        const series = labelsFromPairs([
          [metricNameLabel, 'ALERTS'],
          ['alertstate', alertstate],
          ...labelPairs(labels),
        ]);
        const around = Math.max(leastAroundMs, (toMs - fromMs) * zoomedAroundPart);
        const window = { startMs: fromMs - around, endMs: Math.min(Date.now(), toMs + around) };
        requestExpression(explorerRequests, context, formatLabels(series), window);
        navigate(viewPath(context, 'explorer'));
      },
      asOf(timeMs) {
        if (firstMs === undefined || lastMs === undefined || timeMs < firstMs || timeMs > lastMs) return undefined;
        // Whoever comes back finds the window as it was, and not one that ends then.
        const then = { mode: 'now', atMs: Math.round(timeMs), untilMs: endMs } as const;
        if (isAsked) return () => change(then);
        // Live, a server says only what is now: its record is asked.
        return () =>
          navigate(contextPath(context, 'alerts') + searchWith(formatSearch({ ...latest.current, ...then }), 'record'));
      },
      onZoom(fromMs, toMs) {
        change(movedTo(fromMs, toMs, newestMs));
      },
      onZoomTo({ intervalMs }, { fromMs, toMs }) {
        change(marginedBy(fromMs, toMs, stepMs ?? intervalMs, newestMs));
      },
      onRuleNow({ name }) {
        change({ mode: 'now', text: name, states: [], by: undefined });
      },
    };
    const isOpen = (row: HistoryRow) => {
      const { open, alerts } = latest.current;
      return (row.kind === 'rule' ? open : alerts).has(openKey(row));
    };
    return { actions, isOpen };
  }, [change, context, explorerRequests, firstMs, lastMs, isAsked, newestMs, endMs, stepMs]);
}
