/** What fired when, over a window of the past: of a server as it kept it, or out of its record. */
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import list from '../../../components/list-view.module.css';
import { useKeyHints, useShortcut } from '../../../components/shortcuts.ts';
import { SpokenLater } from '../../../components/spoken-later.tsx';
import { StaleNote } from '../../../components/stale-note.tsx';
import type { VirtualRowsHandle } from '../../../components/virtual-rows.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings, useStores } from '../../../state/stores.tsx';
import type { AlertsState, ChangeState } from '../alerts-state.ts';
import type { HistoryWindow } from './history-asks.ts';
import { HistoryNotes } from './history-notes.tsx';
import { HistoryTable } from './history-table.tsx';
import { HistoryTextsProvider } from './history-texts.tsx';
import { HistoryToolbar } from './history-toolbar.tsx';
import { AskedAgain, NotAsked } from './history-waits.tsx';
import { movedTo, windowOf, zoomedOut } from './history-window.ts';
import { NoHistory, NothingFired } from './no-history.tsx';
import { type HistoryRow, historyRows, type ShownHistory } from './shown-history.ts';
import { useHistory } from './use-history.ts';
import { useHistoryActions } from './use-history-actions.ts';
import { useHistoryFacts } from './use-history-facts.ts';
import type { HistoryGaps } from './use-history-gaps.ts';
import { useWorkedOut } from './use-worked-out.ts';

export interface HistoryViewProps {
  readonly state: AlertsState;
  readonly change: ChangeState;
}

export function HistoryView({ state, change }: HistoryViewProps) {
  const { id, live, record } = useAsked();
  const { newestMs, turn, refresh } = useNewest();
  const { timeZone } = useSettings();
  const { windowMs, untilMs, atMs } = state;
  const isRecord = record !== undefined;
  const window = useMemo(
    () => windowOf({ windowMs, untilMs, atMs }, newestMs, isRecord),
    [windowMs, untilMs, atMs, newestMs, isRecord],
  );
  useShownWindow(window, newestMs, change);
  const read = useHistory(id, live ? window : undefined, turn, isRecord);
  const { found, problem, startedAtMs } = read;
  const worked = useWorkedOut(found, state);
  const { shown, gaps } = worked;
  const table = useRef<VirtualRowsHandle>(null);
  const zoomOut = () => change(zoomedOut(window, newestMs));
  const onLength = (lengthMs: number) => {
    // A window that ends now does so as of when it is chosen.
    if (untilMs === undefined) refresh();
    change({ windowMs: lengthMs });
  };
  useKeys({ table, refresh, zoomOut, cancel: startedAtMs === undefined ? worked.wait?.cancel : read.cancel });
  useHistoryFacts(shown);
  const isThere = found !== undefined && shown !== undefined && problem === undefined;
  return (
    <>
      <HistoryToolbar
        {...{ state, change, onLength, window, newestMs, shown }}
        onRefresh={live ? refresh : undefined}
      />
      <div className={list.notes}>
        {isThere ? (
          <>
            {live ? null : (
              <StaleNote
                {...{ live, timeZone }}
                problem={undefined}
                readAtMs={found.readAtMs}
                onRetry={refresh}
                alone
              />
            )}
            <HistoryNotes shown={shown} gaps={gaps} />
            <NotAsked worked={worked} />
            <AskedAgain {...{ read, window, refresh }} />
          </>
        ) : null}
      </div>
      <div className={list.panel} aria-busy={startedAtMs !== undefined}>
        {!isThere ? (
          <NoHistory {...{ read, worked, window, refresh }} />
        ) : shown.rules.length === 0 ? (
          <NothingFired {...{ shown, gaps, state, change, onLength }} />
        ) : (
          <Timeline {...{ shown, gaps, state, change, newestMs, table }} />
        )}
        {shown === undefined ? null : <Spoken shown={shown} />}
      </div>
    </>
  );
}

/** Now, or when a record was seen last, as it was when it was asked: what goes on by itself would be asked for again each time. */
function useNewest() {
  const { record } = useAsked();
  const lastMs = record?.lastMs;
  const newest = useRef(lastMs);
  newest.current = lastMs;
  const [asked, setAsked] = useState({ newestMs: lastMs ?? Date.now(), turn: 0 });
  const refresh = useCallback(
    () => setAsked(({ turn }) => ({ newestMs: newest.current ?? Date.now(), turn: turn + 1 })),
    [],
  );
  return { ...asked, refresh };
}

/** The coverage timeline over the view shows the window of a record, and moves it. */
function useShownWindow({ startMs, endMs }: HistoryWindow, newestMs: number, change: ChangeState): void {
  const { record } = useAsked();
  const { viewWindows } = useStores();
  const isRecord = record !== undefined;
  useEffect(() => {
    if (!isRecord) return undefined;
    const move = (fromMs: number, toMs: number) => change(movedTo(fromMs, toMs, newestMs));
    viewWindows.setState({ shown: { startMs, endMs, move } });
    return () => viewWindows.setState({ shown: undefined });
  }, [viewWindows, isRecord, startMs, endMs, newestMs, change]);
}

interface TimelineProps extends HistoryViewProps {
  readonly shown: ShownHistory;
  readonly gaps: HistoryGaps;
  readonly newestMs: number;
  readonly table: React.RefObject<VirtualRowsHandle | null>;
}

const noRows: readonly HistoryRow[] = [];

function Timeline({ shown, state, change, newestMs, table }: TimelineProps) {
  const { open, alerts } = state;
  // Drawn in slices, and what is typed meanwhile comes first.
  const rows = useDeferredValue(
    useMemo(() => historyRows(shown, open, alerts), [shown, open, alerts]),
    noRows,
  );
  const { actions, isOpen } = useHistoryActions(state, change, newestMs, shown.model.found);
  return (
    <HistoryTextsProvider window={shown.model.found.window} gaps={shown.model.gaps}>
      <HistoryTable ref={table} {...{ shown, rows, actions, isOpen }} />
    </HistoryTextsProvider>
  );
}

interface Keys {
  readonly table: { readonly current: VirtualRowsHandle | null };
  readonly refresh: () => void;
  readonly zoomOut: () => void;
  readonly cancel: (() => void) | undefined;
}

function useKeys({ table, refresh, zoomOut, cancel }: Keys): void {
  const { t } = useTranslation('alertHistory');
  useShortcut('j', t('keys.rows'), () => table.current?.focus());
  useShortcut('k', t('keys.up'), () => table.current?.focus());
  useShortcut('r', t('keys.refresh'), refresh);
  useShortcut('.', t('keys.cancel'), () => cancel?.());
  useShortcut('z', t('keys.zoomOut'), zoomOut);
  const hints = useMemo(
    () => [
      {
        place: t('keys.onRow'),
        keys: [
          { caps: ['Enter'], label: t('keys.open') },
          { caps: ['→', '←'], label: t('keys.unfold') },
          { caps: ['Esc'], label: t('keys.leave') },
        ],
      },
      {
        place: t('keys.onAxis'),
        keys: [
          { caps: ['←', '→'], label: t('keys.point') },
          { caps: ['Enter'], label: t('keys.zoomIn') },
        ],
      },
    ],
    [t],
  );
  useKeyHints(hints);
}

/** How many are shown, for who does not see them; once typing has ended. */
function Spoken({ shown }: { readonly shown: ShownHistory }) {
  const { t, i18n } = useTranslation('alertHistory');
  const count = shown.rules.length;
  const text = t('table.rules', { count, n: formatCount(count, i18n.language) });
  return <SpokenLater text={text} />;
}
