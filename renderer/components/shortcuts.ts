/**
 * Single keys, outside text boxes only, and keys with Ctrl or ⌘. A component registers its keys for as long as it is there; the sheet of keys lists what is
 * registered at the moment, so it never names a key that does nothing.
 */
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { createShortcutDispatcher } from './shortcut-dispatcher.ts';

export interface Shortcut {
  /** One key as `KeyboardEvent.key` has it, or two after each other: `['g', 'e']`; `['Mod+,']` with Ctrl or ⌘. */
  readonly keys: readonly [string] | readonly [string, string];
  /** What it does, for the sheet: "next context". */
  readonly label: string;
  readonly run: () => void;
}

interface ShortcutsState {
  readonly registered: readonly Shortcut[];
}

const useShortcutsState = create<ShortcutsState>(() => ({ registered: [] }));

const dispatcher = createShortcutDispatcher(() => useShortcutsState.getState().registered);

/** Registers a key while the calling component is there. Of two with the same keys, the last registered one counts. */
export function useShortcut(first: string, label: string, run: () => void, second?: string): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const shortcut: Shortcut = {
      keys: second === undefined ? [first] : [first, second],
      label,
      run: () => latest.current(),
    };
    useShortcutsState.setState(({ registered }) => ({ registered: [...registered, shortcut] }));
    return () =>
      useShortcutsState.setState(({ registered }) => ({ registered: registered.filter((one) => one !== shortcut) }));
  }, [first, second, label]);
}

/** Everything registered now, in order of registration. */
export function useShortcuts(): readonly Shortcut[] {
  return useShortcutsState((state) => state.registered);
}

/** Starts to listen on the page; the shell calls it once. */
export function useShortcutListener(): void {
  useEffect(() => {
    window.addEventListener('keydown', dispatcher);
    return () => window.removeEventListener('keydown', dispatcher);
  }, []);
}
