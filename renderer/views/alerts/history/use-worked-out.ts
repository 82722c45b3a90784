/** What is shown of what was found: with its rules and with what was recorded, as far as they are there or nobody waits for them any more. In slices. */
import { useCallback, useDeferredValue, useState } from 'react';
import type { Work } from '../../../components/slices.ts';
import { useSliced } from '../../../components/use-sliced.ts';
import type { AlertsState } from '../alerts-state.ts';
import { buildHistory, type KnownRules } from './history-model.ts';
import { type ShownHistory, showHistory } from './shown-history.ts';
import type { HistoryFound } from './use-history.ts';
import { type HistoryGaps, useHistoryGaps } from './use-history-gaps.ts';
import { type RulesAsked, useKnownRules, type Wait } from './use-known-rules.ts';

/** Each can be cancelled: of rules, or of a coverage, what is shown does without; of the work itself nothing is shown. */
export interface WorkWait extends Wait {
  readonly what: 'rules' | 'coverage' | 'working';
}

export interface WorkedOut {
  /** Undefined where nothing was found, or it is waited for something. */
  readonly shown: ShownHistory | undefined;
  readonly gaps: HistoryGaps;
  readonly wait: WorkWait | undefined;
  readonly rules: RulesAsked;
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
  const gaps = useHistoryGaps(found, isCoverageSkipped);
  const rules = useKnownRules(state.atMs);
  const shown = useShownHistory(stopped ? undefined : found, gaps, rules.known, state);
  const skip = () => setSkippedOf(found);
  const stop = () => setStoppedOf(found);
  const isShown = found === undefined || shown !== undefined || stopped;
  return {
    ...{ shown, gaps, rules, isCoverageSkipped, stopped },
    wait: isShown ? askedAgain(rules) : waitFor(rules, gaps, { sinceMs: found.readAtMs, skip, stop }),
    askCoverage: () => setSkippedOf(undefined),
    restart: () => setStoppedOf(undefined),
  };
}

/** What is shown does without them meanwhile. */
function askedAgain({ missing, wait }: RulesAsked): WorkWait | undefined {
  return missing === undefined || wait === undefined ? undefined : { what: 'rules', ...wait };
}

interface Ways {
  readonly sinceMs: number;
  readonly skip: () => void;
  readonly stop: () => void;
}

function waitFor(rules: RulesAsked, gaps: HistoryGaps, { sinceMs, skip, stop }: Ways): WorkWait | undefined {
  if (rules.known === undefined) return rules.wait && { what: 'rules', ...rules.wait };
  if (!gaps.known) return { what: 'coverage', sinceMs, cancel: skip };
  return { what: 'working', sinceMs, cancel: stop };
}

// biome-ignore lint/correctness/useYield: there is nothing to do
function* nothing(): Work<undefined> {
  return undefined;
}

/** What fits the search; while somebody types, a letter behind where that takes longer than a frame. */
function useShownHistory(
  found: HistoryFound | undefined,
  { recorded, known }: HistoryGaps,
  rules: KnownRules | undefined,
  { text, severity, order }: AlertsState,
): ShownHistory | undefined {
  const model = useSliced(
    useCallback(
      () => (found === undefined || rules === undefined || !known ? nothing() : buildHistory(found, recorded, rules)),
      [found, recorded, known, rules],
    ),
  );
  const searched = useDeferredValue(text);
  return useSliced(
    useCallback(
      () => (model === undefined ? nothing() : showHistory(model, { text: searched, severity, order })),
      [model, searched, severity, order],
    ),
  );
}
