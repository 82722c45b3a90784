/** What discovery found: what of it is scraped, what a rule dropped, and what failed. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useListKeys } from '../../components/list-keys.ts';
import { Segmented } from '../../components/segmented.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { SpokenLater } from '../../components/spoken-later.tsx';
import { StaleNote } from '../../components/stale-note.tsx';
import type { VirtualRowsHandle } from '../../components/virtual-rows.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings, useStores } from '../../state/stores.tsx';
import styles from './discovered-mode.module.css';
import { DiscoveredTable } from './discovered-table.tsx';
import { NoReading } from './empty-targets.tsx';
import { FoundPools, PoolNotice } from './found-pools.tsx';
import { LeftOut } from './left-out.tsx';
import type { ModeProps } from './mode-props.ts';
import { type AskedDialog, TargetDialogs } from './target-dialogs.tsx';
import { type FoundChoice, foundStates } from './targets-state.ts';
import { OfMode } from './toolbar.tsx';
import { type Discovered, useDiscovered } from './use-discovered.ts';

export function DiscoveredMode(props: ModeProps) {
  const { context, live, state, change } = props;
  const { t } = useTranslation('targets');
  const isRecord = useAsked().record !== undefined;
  const discovered = useDiscovered(context, live, state, isRecord ? 0 : state.refreshMs);
  const table = useRef<VirtualRowsHandle>(null);
  const [asked, setAsked] = useState<AskedDialog | undefined>();
  useListKeys(table);
  useShortcut('r', t('keys.refresh'), discovered.refresh);
  // Once there is something to look at, it is read again unseen.
  useShortcut('.', t('keys.cancel'), () => discovered.pages === undefined && discovered.cancel());
  useFoundFacts(discovered);
  const options = (['all', ...foundStates] as const).map((value) => ({
    value,
    label: value === 'all' ? t('pools.everyState') : t(`found.${value}`),
    glyph: glyphs[value],
  }));
  return (
    <>
      <OfMode
        state={state}
        change={change}
        nextAtMs={discovered.nextAtMs}
        onRefresh={live ? discovered.refresh : undefined}
        filters={
          <Segmented<FoundChoice>
            label={t('toolbar.found')}
            options={options}
            value={state.found}
            onChange={(found) => change((before) => ({ ...before, found }))}
          />
        }
      />
      <Content {...props} discovered={discovered} table={table} onAsk={setAsked} />
      <TargetDialogs context={context} asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

const glyphs = { all: undefined, active: 'ok', dropped: 'skipped', failed: 'bad' } as const;

interface ContentProps extends ModeProps {
  readonly discovered: Discovered;
  readonly table: { current: VirtualRowsHandle | null };
  readonly onAsk: (dialog: AskedDialog) => void;
}

function Content({ context, contextName, live, state, change, discovered, table, onAsk }: ContentProps) {
  const { t } = useTranslation('targets');
  const { timeZone } = useSettings();
  const { pages, problem, running, refresh, cancel, onSight } = discovered;
  const choosePool = useCallback((pool: string | undefined) => change((before) => ({ ...before, pool })), [change]);
  if (pages === undefined) {
    return (
      <div className={styles.panel}>
        <NoReading
          context={context}
          contextName={contextName}
          live={live}
          what="found"
          readings={{ reading: undefined, running, problem, refresh, cancel }}
        />
      </div>
    );
  }
  const { found } = pages;
  const isNarrowed = state.text.trim() !== '' || state.found !== 'all' || state.pool !== undefined;
  const clear = () => change((before) => ({ ...before, text: '', found: 'all', pool: undefined }));
  return (
    <>
      <LeftOut problems={found.problems} />
      <div className={styles.columns}>
        <FoundPools pools={found.pools} chosen={state.pool} onChoose={choosePool} />
        <div className={styles.panel}>
          <StaleNote {...{ problem, live, timeZone }} readAtMs={found.readAtMs} onRetry={refresh} />
          <PoolNotice pools={found.pools} chosen={state.pool} />
          {found.count > 0 ? (
            <DiscoveredTable
              ref={table}
              pages={pages}
              open={state.targets}
              change={change}
              onSight={onSight}
              onAsk={onAsk}
            />
          ) : isNarrowed ? (
            <Empty title={t('found.fits')} actions={<Button onClick={clear}>{t('found.clear')}</Button>}>
              {t('found.fitsWhy', { text: plainText(state.text) })}
            </Empty>
          ) : (
            <Empty title={t('found.none')}>{t('found.noneWhy', { name: plainText(contextName) })}</Empty>
          )}
          <Spoken count={found.count} />
        </div>
      </div>
    </>
  );
}

function Spoken({ count }: { readonly count: number }) {
  const { t } = useTranslation('targets');
  const text = t('found.spoken', { count });
  return <SpokenLater text={text} />;
}

/** For the header: how many there are of each, over all pools. */
function useFoundFacts({ pages }: Discovered): void {
  const { t, i18n } = useTranslation('targets');
  const { viewFacts } = useStores();
  const locale = i18n.language;
  const found = pages?.found;
  const facts = useMemo(() => {
    if (found === undefined) return undefined;
    const { pools } = found;
    const active = pools.reduce((sum, pool) => sum + pool.active, 0);
    const dropped = pools.reduce((sum, pool) => sum + (pool.dropped ?? 0), 0);
    return [
      { label: t('found.active'), value: formatCount(active, locale) },
      { label: t('found.dropped'), value: formatCount(dropped, locale) },
      { label: t('pools.list'), value: formatCount(pools.length, locale) },
      { label: t('facts.read'), value: { sinceMs: found.readAtMs } },
    ];
  }, [found, t, locale]);
  useEffect(() => {
    if (facts === undefined) return undefined;
    viewFacts.setState({ facts });
    return () => viewFacts.setState({ facts: undefined });
  }, [facts, viewFacts]);
}
