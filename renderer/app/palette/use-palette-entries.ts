/** Everything that the palette can offer now: contexts, views, actions, queries, settings, the metrics of the open context. */
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { FoundMetric } from '../../../shared/model/catalog.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { isKept, type LibraryQuery } from '../../../shared/model/query-library.ts';
import { fittingQuery } from '../../../shared/promql/fitting-query.ts';
import { type Shortcut, useActions, useShortcuts } from '../../components/shortcuts.ts';
import { useAskedIfOpen } from '../../state/asked.tsx';
import { neverConnected } from '../../state/connections-store.ts';
import { tellApart } from '../../state/contexts-store.ts';
import { requestExpression } from '../../state/explorer-requests.ts';
import { viewPath } from '../../state/from-record.ts';
import { contextPath, settingsPath, settingsSections, viewsOf } from '../../state/routing.ts';
import { useConnections, useListedContexts, useQueryLibrary, useStores } from '../../state/stores.tsx';
import { useContextActions } from '../actions.ts';
import { useRowText } from '../state-text.ts';
import { views } from '../views.tsx';
import { looksLikePromql } from './looks-like-promql.ts';
import { paletteKey } from './palette-key.ts';
import type { Entry, Typed } from './palette-model.ts';
import { useFoundMetrics } from './use-found-metrics.ts';

/** Of queries that were neither named nor starred, the latest. */
const pastOffered = 50;

export interface PaletteEntries {
  readonly entries: readonly Entry[];
  /** Metrics are being looked for, and nothing is known yet of those that are meant. */
  readonly pending: boolean;
  /** How many metrics match in all; 0 while that is not known. */
  readonly allMetrics: number;
}

export function usePaletteEntries(open: ContextId | undefined, typed: Typed): PaletteEntries {
  const runExpr = useRunExpr(open);
  const found = useFoundMetrics(typed);
  const contexts = useContextEntries();
  const places = usePlaceEntries(open);
  const actions = useActionEntries();
  const queries = useQueryEntries(runExpr);
  const typedRun = useTypedExpr(runExpr, typed);
  const isFresh = found.text === typed.text;
  const metrics = useMemo(
    () => found.metrics.map((metric) => metricEntry(metric, isFresh, runExpr)),
    [found.metrics, isFresh, runExpr],
  );
  const entries = useMemo(
    () => [...typedRun, ...contexts, ...places, ...actions, ...queries, ...metrics],
    [typedRun, contexts, places, actions, queries, metrics],
  );
  return { entries, pending: found.pending, allMetrics: isFresh ? found.total : 0 };
}

/** @param isFresh found for what is typed now; else it is listed only where what is typed now means it, too. */
function metricEntry(
  { name, type, help, marks }: FoundMetric,
  isFresh: boolean,
  runExpr: ((expr: string) => void) | undefined,
): Entry {
  return {
    ...{ id: `metric ${name}`, group: 'metric', title: name, mono: true, found: isFresh ? marks : undefined },
    second: [type === 'unknown' ? '' : type, help].filter(Boolean).join(' · '),
    run: () => runExpr?.(fittingQuery(name, type)),
  };
}

/** Shows an expression in the open context's Explorer. */
function useRunExpr(open: ContextId | undefined): ((expr: string) => void) | undefined {
  const { explorerRequests } = useStores();
  return useMemo(() => {
    if (open === undefined) return undefined;
    return (expr) => {
      requestExpression(explorerRequests, open, expr);
      const path = contextPath(open, 'explorer');
      if (window.location.pathname !== path) navigate(viewPath(open, 'explorer'));
    };
  }, [open, explorerRequests]);
}

function useContextEntries(): readonly Entry[] {
  const contexts = useListedContexts();
  const connections = useConnections();
  const rowText = useRowText();
  const asked = useAskedIfOpen();
  const isRecord = asked?.record !== undefined;
  const fromOf = (id: ContextId) => (id === asked?.context ? (isRecord ? 'record' : 'live') : undefined);
  const { open } = useContextActions();
  const { language } = useTranslation().i18n;
  // Not with every letter that is typed: there may be hundreds of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `rowText` says the same until one of these changes
  return useMemo(() => {
    const apart = tellApart(contexts);
    return contexts.map(
      (context): Entry => ({
        ...{ id: `context ${context.id}`, group: 'context', title: context.name },
        // The one that is open as its header has it.
        state: () => rowText(context, connections.get(context.id) ?? neverConnected, Date.now(), fromOf(context.id)),
        second: apart.get(context.id),
        words: [context.cluster, context.server ?? '', context.file].join('\n'),
        run: () => open(context),
      }),
    );
  }, [contexts, connections, open, language, asked?.context, isRecord]);
}

/** The views of the open context, and the parts of the settings. */
function usePlaceEntries(open: ContextId | undefined): readonly Entry[] {
  const { t } = useTranslation();
  const { t: settings } = useTranslation('settings');
  const contexts = useListedContexts();
  const context = contexts.find(({ id }) => id === open);
  return useMemo(() => {
    const places: Entry[] = [];
    if (context !== undefined) {
      for (const name of viewsOf(context)) {
        const run = () => navigate(viewPath(context.id, name));
        places.push({ id: `view ${name}`, group: 'view', title: t(`view.${name}`), keys: ['g', views[name].key], run });
      }
    }
    for (const section of settingsSections) {
      const words = settings(`section.${section}.words`);
      const run = () => navigate(settingsPath(section));
      const title = settings(`section.${section}.title`);
      places.push({ id: `setting ${section}`, group: 'setting', title, second: settings('title'), words, run });
    }
    return places;
  }, [context, t, settings]);
}

/** Of two shortcuts with the same keys the last one counts; those of places are listed as places. */
function useActionEntries(): readonly Entry[] {
  const shortcuts = useShortcuts();
  const actions = useActions();
  return useMemo(() => {
    const byKeys = new Map<string, Shortcut>();
    for (const shortcut of shortcuts) byKeys.set(shortcut.keys.join(' '), shortcut);
    const listed = [...byKeys.values()].filter(({ keys }) => keys[0] !== 'g' && keys[0] !== paletteKey);
    return [
      ...listed.map(({ label, keys, run }): Entry => ({ ...actionEntry(label, run), keys })),
      ...actions.map(({ label, run }) => actionEntry(label, run)),
    ];
  }, [shortcuts, actions]);
}

function actionEntry(label: string, run: () => void): Entry {
  const title = label.charAt(0).toUpperCase() + label.slice(1);
  return { id: `action ${label}`, group: 'action', title, run };
}

/** Named and starred ones, then the latest of the rest; none where there is no context to ask. */
function useQueryEntries(runExpr: ((expr: string) => void) | undefined): readonly Entry[] {
  const { queries } = useQueryLibrary();
  return useMemo(() => {
    if (runExpr === undefined) return [];
    const past = queries.filter((query) => !isKept(query)).slice(0, pastOffered);
    return [...queries.filter(isKept), ...past].map((query) => queryEntry(query, runExpr));
  }, [queries, runExpr]);
}

function queryEntry({ expr, name, starred }: LibraryQuery, runExpr: (expr: string) => void): Entry {
  return {
    ...{ id: `query ${expr}`, group: 'query', title: name === '' ? expr : name, mono: name === '' },
    second: name === '' ? (starred ? '★' : undefined) : expr,
    run: () => runExpr(expr),
  };
}

/** What was typed, where it can be nothing but an expression. */
function useTypedExpr(runExpr: ((expr: string) => void) | undefined, typed: Typed): readonly Entry[] {
  const { t } = useTranslation('palette');
  return useMemo(() => {
    if (runExpr === undefined || typed.only !== undefined || !looksLikePromql(typed.text)) return [];
    return [runEntry(t, typed.text, runExpr)];
  }, [runExpr, typed.only, typed.text, t]);
}

function runEntry(t: TFunction<'palette'>, expr: string, runExpr: (expr: string) => void): Entry {
  return { id: 'run', group: 'run', title: expr, mono: true, second: t('run'), run: () => runExpr(expr) };
}
