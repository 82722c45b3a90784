/** The targets that are scraped, by pool: read again and again, searched, opened. */
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import { useListKeys } from '../../components/list-keys.ts';
import list from '../../components/list-view.module.css';
import { ChoiceMenu } from '../../components/menu.tsx';
import { SegmentedSeveral } from '../../components/segmented-several.tsx';
import { useAction, useShortcut } from '../../components/shortcuts.ts';
import { SpokenLater } from '../../components/spoken-later.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import { useSliced } from '../../components/use-sliced.ts';
import type { VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import { EmptyTargets, NoReading } from './empty-targets.tsx';
import { LeftOut } from './left-out.tsx';
import type { ModeProps } from './mode-props.ts';
import { PoolPicker } from './pool-picker.tsx';
import { openAtFirst, type Row, rowsOf, type ShownTargets, showTargets } from './shown-targets.ts';
import { type AskedDialog, TargetDialogs } from './target-dialogs.tsx';
import { buildModel, countOf, type Health, type TargetsModel } from './targets-model.ts';
import { closeAll, healths, openAll, openingOf, sortNames, type TargetsState, withSearch } from './targets-state.ts';
import { TargetsTable } from './targets-table.tsx';
import { OfMode } from './toolbar.tsx';
import { useEmptyPools } from './use-empty-pools.ts';
import { useGraphUp } from './use-graph-up.ts';
import { useReading } from './use-reading.ts';
import { useScrapedFacts } from './use-scraped-facts.ts';
import type { ChangeState } from './use-targets-state.ts';

export function ScrapedMode({ context, contextName, live, state, change }: ModeProps) {
  const { t } = useTranslation('targets');
  const { timeZone } = useSettings();
  const isRecord = useAsked().record !== undefined;
  const readings = useReading(context, live, isRecord ? 0 : state.refreshMs);
  const { reading, running, problem, nextAtMs, refresh, cancel } = readings;
  const model = useSliced(useCallback(() => reading && buildModel(reading), [reading]));
  const shown = useShown(model, state);
  // Drawn in slices, and what is typed meanwhile comes first.
  const rows = useDeferredValue(useRows(model, shown, state), noRows);
  const dropped = useEmptyPools(context, live, model);
  const table = useRef<VirtualRowsHandle>(null);
  const [asked, setAsked] = useState<AskedDialog | undefined>();
  const onGraph = useGraphUp(context, model);
  useScrapedFacts(model);
  useListKeys(table);
  useShortcut('r', t('keys.refresh'), () => live && refresh());
  useShortcut('.', t('keys.cancel'), () => running && cancel());
  useAction(t('keys.openAll'), () => change(openAll));
  useAction(t('keys.closeAll'), () => change(closeAll));
  return (
    <>
      <OfMode
        state={state}
        change={change}
        nextAtMs={nextAtMs}
        onRefresh={live ? refresh : undefined}
        filters={<Filters model={model} shown={shown} state={state} change={change} />}
        actions={<Actions state={state} change={change} rows={rows} />}
      />
      <LeftOut problems={reading?.problems ?? []} />
      <div className={list.panel}>
        {reading === undefined || model === undefined || shown === undefined ? (
          <NoReading context={context} contextName={contextName} live={live} what="targets" readings={readings} />
        ) : (
          <>
            <StaleNote {...{ problem, live, timeZone }} readAtMs={reading.readAtMs} onRetry={refresh} />
            {shown.pools.length === 0 ? (
              <EmptyTargets contextName={contextName} model={model} state={state} change={change} />
            ) : (
              <TargetsTable
                ref={table}
                context={context}
                rows={rows}
                dropped={dropped}
                change={change}
                onGraph={onGraph}
                onAsk={setAsked}
              />
            )}
            <Spoken shown={shown} model={model} />
          </>
        )}
      </div>
      <TargetDialogs context={context} asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

/** What fits the search; while somebody types, a letter behind where that takes longer than a frame. */
function useShown(
  model: TargetsModel | undefined,
  { text, health, pool, sort }: TargetsState,
): ShownTargets | undefined {
  const searched = useDeferredValue(text);
  return useSliced(
    useCallback(
      () => model && showTargets(model, { text: searched, health, pool, sort }),
      [model, searched, health, pool, sort],
    ),
  );
}

const noRows: readonly Row[] = [];

function useRows(model: TargetsModel | undefined, shown: ShownTargets | undefined, state: TargetsState) {
  const [first, setFirst] = useState<ReadonlySet<string> | undefined>();
  // What is open at first is not to change under the eyes with the next reading.
  if (first === undefined && model !== undefined && countOf(model.counts) > 0) setFirst(openAtFirst(model));
  const opening = openingOf(state);
  const { targets } = state;
  return useMemo(
    () => (shown === undefined ? noRows : rowsOf(shown, opening, first ?? new Set(), targets)),
    [shown, opening, first, targets],
  );
}

interface FiltersProps {
  readonly model: TargetsModel | undefined;
  readonly shown: ShownTargets | undefined;
  readonly state: TargetsState;
  readonly change: ChangeState;
}

const glyphs = { up: 'ok', down: 'bad', unknown: 'idle' } as const;

function Filters({ model, shown, state, change }: FiltersProps) {
  const { t, i18n } = useTranslation('targets');
  const locale = i18n.language;
  const counts = shown?.counts;
  const nameOf = (value: 'all' | Health) => {
    // Before anything was read there is nothing to count.
    if (counts === undefined) return value === 'all' ? t('pools.everyState') : t(`health.${value}`);
    return t(`choice.${value}`, { n: formatCount(value === 'all' ? countOf(counts) : counts[value], locale) });
  };
  const options = healths.map((value) => ({ value, label: nameOf(value), glyph: glyphs[value] }));
  const pools = model?.pools ?? [];
  return (
    <>
      <SegmentedSeveral<Health>
        label={t('toolbar.state')}
        all={nameOf('all')}
        options={options}
        chosen={state.health}
        onChange={(health) => change((before) => withSearch(before, { health }))}
      />
      {pools.length === 0 && state.pool === undefined ? null : (
        <PoolPicker
          pools={pools}
          chosen={state.pool}
          onChoose={(pool) => change((before) => withSearch(before, { pool }))}
        />
      )}
    </>
  );
}

interface ActionsProps {
  readonly state: TargetsState;
  readonly change: ChangeState;
  readonly rows: readonly Row[];
}

function Actions({ state, change, rows }: ActionsProps) {
  const { t } = useTranslation('targets');
  const isAnyOpen = rows.some((row) => row.open);
  return (
    <>
      <ChoiceMenu
        look="quiet"
        label={t('toolbar.order', { order: t(`sort.${state.sort}`) })}
        button={t(`sort.${state.sort}`)}
        choices={sortNames.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={state.sort}
        onChange={(sort) => change((before) => ({ ...before, sort }))}
      />
      <Button disabled={rows.length === 0} onClick={() => change(isAnyOpen ? closeAll : openAll)}>
        {isAnyOpen ? t('toolbar.closeAll') : t('toolbar.openAll')}
      </Button>
    </>
  );
}

/** How many are shown, for who does not see them; once typing has ended. */
function Spoken({ shown, model }: { readonly shown: ShownTargets; readonly model: TargetsModel }) {
  const { t, i18n } = useTranslation('targets');
  const text = t('table.spoken', {
    shown: formatCount(shown.count, i18n.language),
    all: formatCount(countOf(model.counts), i18n.language),
  });
  return <SpokenLater text={text} />;
}
