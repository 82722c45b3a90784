/** Rules: every group and rule of a server, how each is, when it was evaluated last and how long that took: now, and as its record kept it. */

import { useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { toggled } from '../../../shared/base/toggled.ts';
import { formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { AsOf } from '../../components/as-of.tsx';
import { useListKeys, useRowHints } from '../../components/list-keys.ts';
import list from '../../components/list-view.module.css';
import { SharedNow } from '../../components/shared-now.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { SpokenLater } from '../../components/spoken-later.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { useSliced } from '../../components/use-sliced.ts';
import type { VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { everyMsOf, useAsked } from '../../state/asked.tsx';
import { viewPath } from '../../state/from-record.ts';
import type { RulesRead } from '../../state/rules-feed.ts';
import { useSettings } from '../../state/stores.tsx';
import { useExplore } from '../../state/use-explore.ts';
import { useHeld } from '../../state/use-held.ts';
import { type RulesReadings, useRules } from '../../state/use-rules.ts';
import { useTimeLookedAt } from '../../state/use-time-looked-at.ts';
import { useViewState } from '../../state/use-view-state.ts';
import { NoReading, NothingFits } from './no-rules.tsx';
import type { RowActions, RowTexts } from './row-texts.ts';
import { type ChangeState, type RulesState, rulesAddress } from './rules-state.ts';
import { RulesTable } from './rules-table.tsx';
import { buildModel, type Row, type RulesModel, rowsOf, type ShownRules, showRules } from './shown-rules.ts';
import { Toolbar } from './toolbar.tsx';
import { useRuleFacts } from './use-rule-facts.ts';

export interface RulesViewProps {
  readonly context: ContextId;
}

export function RulesView({ context }: RulesViewProps) {
  const { id, record } = useAsked();
  const [state, change] = useViewState(context, rulesAddress);
  useTimeLookedAt(record, state.atMs, (atMs) => change({ atMs }));
  return (
    <div className={list.view}>
      <Asked key={id} state={state} change={change} />
    </div>
  );
}

interface AskedProps {
  readonly state: RulesState;
  readonly change: ChangeState;
}

const noRows: readonly Row[] = [];

function Asked({ state, change }: AskedProps) {
  const { t } = useTranslation('rules');
  const { id, live, record } = useAsked();
  const seen = usePageSeen();
  const readings = useRules({
    ...{ context: id, atMs: record === undefined ? undefined : state.atMs, active: live && seen },
    everyMs: everyMsOf(record, state.refreshMs),
  });
  const { read, running, nextAtMs, refresh, cancel } = readings;
  const model = useSliced(useCallback(() => read && buildModel(read), [read]));
  const shown = useShown(model, state);
  const { flat, areOpen, turned, rules } = state;
  // Drawn in slices, and what is typed meanwhile comes first.
  const rows = useDeferredValue(
    useMemo(
      () => (shown === undefined ? noRows : rowsOf(shown, { flat, areOpen, turned, rules })),
      [shown, flat, areOpen, turned, rules],
    ),
    noRows,
  );
  const table = useRef<VirtualRowsHandle>(null);
  const actions = useRowActions(state, change);
  const texts = useRowTexts(record === undefined ? undefined : read?.readAtMs);
  useRuleFacts(model);
  useListKeys(table);
  useShortcut('r', t('keys.refresh'), () => live && refresh());
  useShortcut('.', t('keys.cancel'), () => running && cancel());
  useRowHints(t('keys.onRow'));
  return (
    <>
      <Toolbar {...{ shown, state, change, nextAtMs }} onRefresh={live ? refresh : undefined} />
      <div className={list.notes}>{read === undefined ? null : <Notes {...{ read, readings, state, change }} />}</div>
      <div className={list.panel}>
        {read === undefined || model === undefined || shown === undefined ? (
          <NoReading readings={readings} change={change} />
        ) : shown.groups.length === 0 ? (
          <NothingFits model={model} state={state} change={change} />
        ) : (
          <SharedNow>
            <RulesTable ref={table} {...{ rows, texts, actions }} />
          </SharedNow>
        )}
        {shown === undefined ? null : <Spoken count={shown.count} />}
      </div>
    </>
  );
}

/** What fits the search; while somebody types, a letter behind where that takes longer than a frame. */
function useShown(
  model: RulesModel | undefined,
  { text, health, kind, sort, flat }: RulesState,
): ShownRules | undefined {
  const searched = useDeferredValue(text);
  return useSliced(
    useCallback(
      () => model && showRules(model, { text: searched, health, kind, sort, flat }),
      [model, searched, health, kind, sort, flat],
    ),
  );
}

function useRowTexts(asOfMs: number | undefined): RowTexts {
  const { t, i18n } = useTranslation('rules');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  return useMemo(() => ({ t, locale, timeZone, asOfMs }), [t, locale, timeZone, asOfMs]);
}

interface NotesProps extends AskedProps {
  readonly read: RulesRead;
  readonly readings: Pick<RulesReadings, 'problem' | 'refresh'>;
}

const kinds = ['rules'] as const;

function Notes({ read, readings: { problem, refresh }, state, change }: NotesProps) {
  const { t, i18n } = useTranslation('rules');
  const { timeZone } = useSettings();
  const { live, record } = useAsked();
  const held = useHeld(kinds, [read.held.rules]);
  const { malformed, groups, rules } = read.leftOut;
  const count = malformed + groups + rules;
  return (
    <>
      {record === undefined || problem !== undefined ? (
        <StaleNote {...{ problem, live, timeZone }} readAtMs={read.readAtMs} onRetry={refresh} alone />
      ) : null}
      {held === undefined ? null : (
        <AsOf {...held} timeZone={timeZone} atMs={state.atMs} onChange={(atMs) => change({ atMs })} />
      )}
      {count === 0 ? null : (
        <p className={list.leftOut}>
          <StateGlyph kind="degraded" />
          {t('note.leftOut', { count, n: formatCount(count, i18n.language) })}
        </p>
      )}
    </>
  );
}

function useRowActions(state: RulesState, change: ChangeState): Omit<RowActions, 'onHeight'> {
  const { context } = useAsked();
  const explore = useExplore();
  const latest = useRef(state);
  latest.current = state;
  return useMemo(
    () => ({
      onGroup: (key) => change({ turned: toggled(latest.current.turned, key) }),
      onRule: (key) => change({ rules: toggled(latest.current.rules, key) }),
      onExplore: ({ expr }) => explore(expr),
      onAlerts: ({ name, key }) =>
        navigate(viewPath(context, 'alerts', new URLSearchParams({ q: name, open: key }).toString())),
    }),
    [change, context, explore],
  );
}

/** How many are shown, for who does not see them; once typing has ended. */
function Spoken({ count }: { readonly count: number }) {
  const { t, i18n } = useTranslation('rules');
  const text = t('table.rules', { count, n: formatCount(count, i18n.language) });
  return <SpokenLater text={text} />;
}
