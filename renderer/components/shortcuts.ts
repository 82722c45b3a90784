/**
 * Single keys, outside text boxes only, and keys with Ctrl or ⌘. A component registers its keys for as long as it is there; the sheet of keys lists what is
 * registered at the moment, so it never names a key that does nothing.
 */
import { createContext, useContext, useEffect, useRef } from 'react';
import { create } from 'zustand';
import { createShortcutDispatcher } from './shortcut-dispatcher.ts';

/** Whose keys they are, for the sheet: the whole page's, or the view's that is shown. */
export type ShortcutArea = 'everywhere' | 'view';

/** Around a view: what is registered in it is the view's. */
export const ShortcutAreaContext = createContext<ShortcutArea>('everywhere');

export interface Shortcut {
  /** One key as `KeyboardEvent.key` has it, or two after each other: `['g', 'e']`; `['Mod+,']` with Ctrl or ⌘. */
  readonly keys: readonly [string] | readonly [string, string];
  /** What it does, for the sheet: "next context". */
  readonly label: string;
  readonly area: ShortcutArea;
  readonly run: () => void;
}

/** Something that can be done now and has no key: the palette offers it beside the shortcuts. */
export interface Action {
  readonly label: string;
  readonly run: () => void;
}

/** Keys that a part of the page takes by itself while it has the focus: the sheet lists them, nobody else looks at them. */
export interface KeyHints {
  /** Where they work: "On a graph". */
  readonly place: string;
  readonly keys: readonly { readonly caps: readonly string[]; readonly label: string }[];
}

interface ShortcutsState {
  readonly registered: readonly Shortcut[];
  readonly actions: readonly Action[];
  readonly hints: readonly KeyHints[];
}

const useShortcutsState = create<ShortcutsState>(() => ({ registered: [], actions: [], hints: [] }));

/** Registers a key while the calling component is there. Of two with the same keys, the last registered one counts. */
export function useShortcut(first: string, label: string, run: () => void, second?: string): void {
  const latest = useRef(run);
  latest.current = run;
  const area = useContext(ShortcutAreaContext);
  useEffect(() => {
    const shortcut: Shortcut = {
      keys: second === undefined ? [first] : [first, second],
      label,
      area,
      run: () => latest.current(),
    };
    useShortcutsState.setState(({ registered }) => ({ registered: [...registered, shortcut] }));
    return () =>
      useShortcutsState.setState(({ registered }) => ({ registered: registered.filter((one) => one !== shortcut) }));
  }, [first, second, label, area]);
}

/** Registers something to do while the calling component is there; nothing while `run` is undefined. */
export function useAction(label: string, run: (() => void) | undefined): void {
  const latest = useRef(run);
  latest.current = run;
  const possible = run !== undefined;
  useEffect(() => {
    if (!possible) return undefined;
    const action: Action = { label, run: () => latest.current?.() };
    useShortcutsState.setState(({ actions }) => ({ actions: [...actions, action] }));
    return () => useShortcutsState.setState(({ actions }) => ({ actions: actions.filter((one) => one !== action) }));
  }, [label, possible]);
}

/** Lists keys in the sheet while the calling component is there. @param hints the same array as long as they are the same */
export function useKeyHints(hints: readonly KeyHints[]): void {
  useEffect(() => {
    useShortcutsState.setState((state) => ({ hints: [...state.hints, ...hints] }));
    return () => useShortcutsState.setState((state) => ({ hints: state.hints.filter((one) => !hints.includes(one)) }));
  }, [hints]);
}

/** Keys of parts of the page, in order of registration. */
export function useHintedKeys(): readonly KeyHints[] {
  return useShortcutsState((state) => state.hints);
}

/** What can be done now without a key, in order of registration. */
export function useActions(): readonly Action[] {
  return useShortcutsState((state) => state.actions);
}

/** Everything registered now, in order of registration. */
export function useShortcuts(): readonly Shortcut[] {
  return useShortcutsState((state) => state.registered);
}

/**
 * Starts to listen on the page; the shell calls it once.
 * @param singleKeys whether keys without Ctrl or ⌘ count.
 */
export function useShortcutListener(singleKeys: boolean): void {
  const counts = useRef(singleKeys);
  counts.current = singleKeys;
  useEffect(() => {
    const dispatcher = createShortcutDispatcher(
      () => useShortcutsState.getState().registered,
      () => counts.current,
    );
    window.addEventListener('keydown', dispatcher);
    return () => window.removeEventListener('keydown', dispatcher);
  }, []);
}
