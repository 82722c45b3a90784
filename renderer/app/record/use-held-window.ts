/** The window as it is dragged or nudged, until the view has it: the view is asked once for each change, and not for each pixel. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Stretch } from './timeline-geometry.ts';
import type { Timeline } from './use-timeline.ts';

export interface HeldWindow {
  readonly window: Stretch | undefined;
  /** Shows it only. */
  readonly hold: (window: Stretch) => void;
  /** Shows the view's again. */
  readonly release: () => void;
  readonly commit: (window: Stretch) => void;
  /** By a key: the view gets it when no other follows for a moment. */
  readonly nudge: (window: Stretch) => void;
  /** What was nudged, at once. */
  readonly settle: () => void;
}

const nudgeMs = 300;
/** So long the view may take to have what it was given. */
const patienceMs = 500;

export function useHeldWindow({ window: given, move }: Timeline): HeldWindow {
  const [held, setHeld] = useState<Stretch | undefined>();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const nudged = useRef<Stretch | undefined>(undefined);
  const latestMove = useRef(move);
  latestMove.current = move;
  const startMs = given?.startMs;
  const endMs = given?.endMs;
  // The view has it, or another one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every window that the view tells
  useEffect(() => {
    if (nudged.current === undefined) setHeld(undefined);
  }, [startMs, endMs]);
  const release = useCallback(() => {
    clearTimeout(timer.current);
    nudged.current = undefined;
    setHeld(undefined);
  }, []);
  const commit = useCallback(
    (window: Stretch) => {
      clearTimeout(timer.current);
      nudged.current = undefined;
      setHeld(window);
      latestMove.current?.(window);
      timer.current = setTimeout(release, patienceMs);
    },
    [release],
  );
  const settle = useCallback(() => {
    if (nudged.current !== undefined) commit(nudged.current);
  }, [commit]);
  const nudge = useCallback(
    (window: Stretch) => {
      clearTimeout(timer.current);
      nudged.current = window;
      setHeld(window);
      timer.current = setTimeout(settle, nudgeMs);
    },
    [settle],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return { window: given === undefined ? undefined : (held ?? given), hold: setHeld, release, commit, nudge, settle };
}
