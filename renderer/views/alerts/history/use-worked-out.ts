/** What is shown of what was found: with its rules and with what was recorded, as far as they are there or nobody waits for them any more. In slices. */
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { AlertLists } from '../../../../shared/model/alert-lists.ts';
import { useSliced } from '../../../components/use-sliced.ts';
import type { AlertsState } from '../alerts-state.ts';
import { buildHistory } from './history-model.ts';
import type { KnownRules } from './known-rules.ts';
import { type ShownHistory, showHistory } from './shown-history.ts';
import { type ListsAsked, useAlertLists } from './use-alert-lists.ts';
import type { HistoryFound } from './use-history.ts';
import { type HistoryGaps, useHistoryGaps } from './use-history-gaps.ts';
import { type RulesAsked, useKnownRules, type Wait } from './use-known-rules.ts';

/** Each can be cancelled: what is shown does without it; of the work itself nothing is shown. */
export interface WorkWait extends Wait {
  readonly what: 'rules' | 'coverage' | 'lists' | 'working';
  /** 0 to 1; undefined where nobody knows. */
  readonly part?: number | undefined;
}

export interface WorkedOut {
  /** Undefined where nothing was found, or it is waited for something. */
  readonly shown: ShownHistory | undefined;
  readonly gaps: HistoryGaps;
  readonly wait: WorkWait | undefined;
  readonly rules: RulesAsked;
  readonly lists: ListsAsked;
  readonly isCoverageSkipped: boolean;
  readonly askCoverage: () => void;
  /** The work was cancelled. */
  readonly stopped: boolean;
  readonly restart: () => void;
}

export function useWorkedOut(found: HistoryFound | undefined, state: AlertsState): WorkedOut {
  // What is cancelled is that of what was found then: of another window it is asked again.
  const [skippedOf, setSkippedOf] = useState<HistoryFound | undefined>();
  const [stoppedOf, setStoppedOf] = useState<HistoryFound | undefined>();
  const isCoverageSkipped = found !== undefined && skippedOf === found;
  const stopped = found !== undefined && stoppedOf === found;
  const rules = useKnownRules(state.atMs);
  const lists = useAlertLists(found);
  const drawn = useDrawn(found, lists);
  const gaps = useHistoryGaps(drawn.found, isCoverageSkipped);
  // Without a sample there is nothing to be shown before they are read.
  const isReady = !stopped && (drawn.found !== found || lists.wait === undefined || hasSamples(found));
  const shown = useShownHistory(isReady ? drawn.found : undefined, gaps, { rules: rules.known, ...drawn }, state);
  const skip = () => setSkippedOf(found);
  const stop = () => setStoppedOf(found);
  const isShown = found === undefined || shown !== undefined || stopped;
  return {
    ...{ shown, gaps, rules, lists, isCoverageSkipped, stopped },
    wait: isShown ? waitBeside(rules, lists) : waitFor({ rules, gaps, lists }, { sinceMs: found.readAtMs, skip, stop }),
    askCoverage: () => setSkippedOf(undefined),
    restart: () => setStoppedOf(undefined),
  };
}

interface Drawn {
  readonly found: HistoryFound | undefined;
  readonly lists: AlertLists | undefined;
}

/** What was found last with its lists, while those of another window, or of now, are read: else rows would go and come back each time. */
function useDrawn(found: HistoryFound | undefined, { lists, wait }: ListsAsked): Drawn {
  const [whole, setWhole] = useState<Drawn | undefined>();
  const isWhole = wait === undefined;
  if (found === undefined ? whole !== undefined : isWhole && (whole?.found !== found || whole.lists !== lists))
    setWhole(found === undefined ? undefined : { found, lists });
  const now = useMemo(() => ({ found, lists }), [found, lists]);
  return isWhole || whole === undefined || found === undefined ? now : whole;
}

function hasSamples(found: HistoryFound | undefined): boolean {
  return (found?.columns.labels.length ?? 0) > 0;
}

/** What is shown does without them meanwhile. */
function waitBeside({ missing, wait }: RulesAsked, lists: ListsAsked): WorkWait | undefined {
  if (lists.wait !== undefined) return { what: 'lists', ...lists.wait };
  return missing === undefined || wait === undefined ? undefined : { what: 'rules', ...wait };
}

interface Ways {
  readonly sinceMs: number;
  readonly skip: () => void;
  readonly stop: () => void;
}

function waitFor(
  { rules, gaps, lists }: Pick<WorkedOut, 'rules' | 'gaps' | 'lists'>,
  { sinceMs, skip, stop }: Ways,
): WorkWait | undefined {
  if (rules.known === undefined) return rules.wait && { what: 'rules', ...rules.wait };
  if (!gaps.known) return { what: 'coverage', sinceMs, cancel: skip };
  if (lists.wait !== undefined) return { what: 'lists', ...lists.wait };
  return { what: 'working', sinceMs, cancel: stop };
}

/** What fits the search; while somebody types, a letter behind where that takes longer than a frame. */
function useShownHistory(
  found: HistoryFound | undefined,
  { recorded, ofAll, known }: HistoryGaps,
  { rules, lists }: { readonly rules: KnownRules | undefined; readonly lists: AlertLists | undefined },
  { text, severity, order }: AlertsState,
): ShownHistory | undefined {
  const kept = useMemo(() => lists && { lists, unrecorded: ofAll }, [lists, ofAll]);
  const model = useSliced(
    useCallback(() => {
      if (found === undefined || rules === undefined || !known) return undefined;
      return buildHistory(found, recorded, rules, kept);
    }, [found, recorded, known, rules, kept]),
  );
  const searched = useDeferredValue(text);
  return useSliced(
    useCallback(
      () => model && showHistory(model, { text: searched, severity, order }),
      [model, searched, severity, order],
    ),
  );
}
