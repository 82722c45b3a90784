/** Alerts: what fires, is pending, or waits, of the rules of a server: now, and as its record kept it. */

import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toggled } from '../../../shared/base/toggled.ts';
import { formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RulesLeftOut } from '../../../shared/model/rule.ts';
import { AsOf } from '../../components/as-of.tsx';
import { useListKeys, useRowHints } from '../../components/list-keys.ts';
import list from '../../components/list-view.module.css';
import { ModeToolbar } from '../../components/mode-toolbar.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { SpokenLater } from '../../components/spoken-later.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { useSliced } from '../../components/use-sliced.ts';
import type { VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { everyMsOf, useAsked } from '../../state/asked.tsx';
import type { RulesRead } from '../../state/rules-feed.ts';
import { useSettings } from '../../state/stores.tsx';
import { useExplore } from '../../state/use-explore.ts';
import { useHeld } from '../../state/use-held.ts';
import { type RulesReadings, useRules } from '../../state/use-rules.ts';
import { useTimeLookedAt } from '../../state/use-time-looked-at.ts';
import { useViewState } from '../../state/use-view-state.ts';
import { type AlertsModel, buildModel, type RuleModel } from './alerts-model.ts';
import { type AlertsState, alertsAddress, type ChangeState } from './alerts-state.ts';
import { AlertsTable } from './alerts-table.tsx';
import { windowAround } from './graphed-expr.ts';
import { HistoryView } from './history/history-view.tsx';
import { ModeSwitch } from './mode-switch.tsx';
import { NoReading, NothingFits } from './no-alerts.tsx';
import type { Explore } from './row-actions.ts';
import { RowTextsProvider } from './row-texts.tsx';
import { type Row, rowsOf, type ShownAlerts, showAlerts } from './shown-alerts.ts';
import { Toolbar } from './toolbar.tsx';
import { TryRule, type TryRuleProps } from './trying/try-rule.tsx';
import { useAlertFacts } from './use-alert-facts.ts';

export interface AlertsViewProps {
  readonly context: ContextId;
}

export function AlertsView({ context }: AlertsViewProps) {
  const { t } = useTranslation(['alerts', 'alertHistory']);
  const { id, record } = useAsked();
  const [state, change] = useViewState(context, alertsAddress);
  const isHistory = state.mode === 'history';
  // The history has a window of its own.
  useTimeLookedAt(isHistory ? undefined : record, isHistory ? undefined : state.atMs, (atMs) => change({ atMs }));
  const { tried, onTry, onClose } = useTrying(id, record === undefined ? undefined : (state.atMs ?? record.lastMs));
  const onExplore = useExplore();
  return (
    <div className={list.view}>
      <ModeToolbar
        label={t(isHistory ? 'alertHistory:toolbar.label' : 'alerts:toolbar.label')}
        choice={<ModeSwitch mode={state.mode} change={change} />}
      >
        {isHistory ? (
          <HistoryView key={id} state={state} change={change} />
        ) : (
          <Asked key={id} state={state} change={change} onTry={onTry} />
        )}
      </ModeToolbar>
      {/* It stays as it was opened, whoever is asked meanwhile: nothing that was typed is lost. */}
      <TryRule {...tried} onExplore={onExplore} onClose={onClose} />
    </div>
  );
}

interface AskedProps {
  readonly state: AlertsState;
  readonly change: ChangeState;
}

function Asked({ state, change, onTry }: AskedProps & { readonly onTry: (model: RuleModel) => void }) {
  const { t } = useTranslation('alerts');
  const { id, live, record } = useAsked();
  const seen = usePageSeen();
  const readings = useRules({
    ...{ context: id, atMs: record === undefined ? undefined : state.atMs, active: live && seen },
    everyMs: everyMsOf(record, state.refreshMs),
  });
  const { read, running, nextAtMs, refresh, cancel } = readings;
  const model = useSliced(useCallback(() => read && buildModel(read), [read]));
  const shown = useShown(model, state);
  const { open, alerts } = state;
  // Drawn in slices, and what is typed meanwhile comes first.
  const rows = useDeferredValue(
    useMemo(() => (shown === undefined ? noRows : rowsOf(shown, { open, alerts })), [shown, open, alerts]),
    noRows,
  );
  const table = useRef<VirtualRowsHandle>(null);
  const rowActions = useRowActions(state, change);
  useAlertFacts(model);
  useListKeys(table);
  useShortcut('r', t('keys.refresh'), () => live && refresh());
  useShortcut('.', t('keys.cancel'), () => running && cancel());
  useRowHints(t('keys.onRow'));
  return (
    <>
      <Toolbar {...{ model, shown, state, change, nextAtMs }} onRefresh={live ? refresh : undefined} />
      <div className={list.notes}>{read === undefined ? null : <Notes {...{ read, readings, state, change }} />}</div>
      <div className={list.panel}>
        {read === undefined || model === undefined || shown === undefined ? (
          <NoReading readings={readings} change={change} />
        ) : shown.sections.length === 0 ? (
          <NothingFits model={model} state={state} change={change} />
        ) : (
          <RowTextsProvider asOfMs={record === undefined ? undefined : read.readAtMs}>
            <AlertsTable {...rowActions} ref={table} rows={rows} notes={state.notes} by={state.by} onTry={onTry} />
          </RowTextsProvider>
        )}
        {shown === undefined ? null : <Spoken shown={shown} state={state} />}
      </div>
    </>
  );
}

const noRows: readonly Row[] = [];

/** What fits the search; while somebody types, a letter behind where that takes longer than a frame. */
function useShown(model: AlertsModel | undefined, { text, states, by }: AlertsState): ShownAlerts | undefined {
  const searched = useDeferredValue(text);
  return useSliced(
    useCallback(() => model && showAlerts(model, { text: searched, states, by }), [model, searched, states, by]),
  );
}

interface NotesProps extends AskedProps {
  readonly read: RulesRead;
  readonly readings: Pick<RulesReadings, 'problem' | 'refresh'>;
}

const kinds = ['rules', 'alerts'] as const;

function Notes({ read, readings: { problem, refresh }, state, change }: NotesProps) {
  const { t } = useTranslation('alerts');
  const { timeZone } = useSettings();
  const { live, record } = useAsked();
  const { rules, alerts } = read.held;
  const held = useHeld(kinds, alerts === undefined ? [rules] : [rules, alerts]);
  return (
    <>
      {record === undefined || problem !== undefined ? (
        <StaleNote {...{ problem, live, timeZone }} readAtMs={read.readAtMs} onRetry={refresh} alone />
      ) : null}
      {held === undefined ? null : (
        <AsOf {...held} timeZone={timeZone} atMs={state.atMs} onChange={(atMs) => change({ atMs })} />
      )}
      {held !== undefined && alerts === undefined ? (
        <p className={list.leftOut}>
          <StateGlyph kind="degraded" />
          {t('note.noAlerts')}
        </p>
      ) : null}
      <LeftOut leftOut={read.leftOut} />
    </>
  );
}

function LeftOut({ leftOut: { malformed, groups, rules, alerts } }: { readonly leftOut: RulesLeftOut }) {
  const { t, i18n } = useTranslation('alerts');
  const count = malformed + groups + rules + alerts;
  if (count === 0) return null;
  const n = formatCount(count, i18n.language);
  return (
    <p className={list.leftOut}>
      <StateGlyph kind="degraded" />
      {t(malformed === count ? 'note.malformed' : 'note.tooMany', { count, n })}
    </p>
  );
}

/** Always the same functions: rows are not drawn again because something else was opened. */
function useRowActions(state: AlertsState, change: ChangeState) {
  const { record } = useAsked();
  const explore = useExplore();
  const latest = useRef({ state, asOfMs: undefined as number | undefined });
  latest.current = { state, asOfMs: record === undefined ? undefined : (state.atMs ?? record.lastMs) };
  return useMemo(() => {
    const onExplore: Explore = (rule, alert) => {
      const nowMs = latest.current.asOfMs ?? Date.now();
      const window = alert === undefined ? undefined : windowAround(alert.activeAtMs, nowMs, rule.forMs);
      explore(rule.expr, window);
    };
    return {
      onToggleSection: (key: string) => change({ open: toggled(latest.current.state.open, key) }),
      onToggleAlert: (key: string) => change({ alerts: toggled(latest.current.state.alerts, key) }),
      isOpen(row: Row) {
        const { open, alerts } = latest.current.state;
        return row.kind === 'section' ? open.has(row.section.key) : alerts.has(row.model.alert.key);
      },
      onExplore,
    };
  }, [change, explore]);
}

type Tried = Pick<TryRuleProps, 'context' | 'rule' | 'intervalMs' | 'endMs' | 'isRecord'>;

/** The rule that is tried, of whom, and the end of the past, as all of it was when it was opened. @param asOfMs of a record */
function useTrying(id: ContextId, asOfMs: number | undefined) {
  const [tried, setTried] = useState<Tried | undefined>();
  const latest = useRef({ id, asOfMs });
  latest.current = { id, asOfMs };
  const onTry = useCallback(({ rule, group }: RuleModel) => {
    const { id: context, asOfMs: atMs } = latest.current;
    const isRecord = atMs !== undefined;
    setTried({ context, rule, intervalMs: group?.intervalMs, endMs: atMs ?? Date.now(), isRecord });
  }, []);
  const untried = { context: id, rule: undefined, intervalMs: undefined, endMs: 0, isRecord: false };
  return { tried: tried ?? untried, onTry, onClose: useCallback(() => setTried(undefined), []) };
}

/** How many are shown, for who does not see them; once typing has ended. */
function Spoken({ shown, state }: { readonly shown: ShownAlerts; readonly state: AlertsState }) {
  const { t, i18n } = useTranslation('alerts');
  const of = state.by === undefined ? 'rules' : 'alerts';
  const text = t(`table.${of}`, { count: shown.count, n: formatCount(shown.count, i18n.language) });
  return <SpokenLater text={text} />;
}
