/** Decides which registered shortcut a key press means. Apart from React, so that it can be tried without a page. */

interface Registered {
  readonly keys: readonly [string] | readonly [string, string];
  readonly run: () => void;
}

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly defaultPrevented: boolean;
  /** Milliseconds, of any clock. */
  readonly timeStamp: number;
  readonly target: unknown;
  preventDefault(): void;
}

/** Before a key that is pressed together with Ctrl, or with ⌘ on a Mac. */
export const commandPrefix = 'Mod+';

/** How long the second key of a pair may take. */
const pairMs = 1500;

const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock']);

/** A place where keys are typed, or where a menu or a dialog has its own use for them. */
export function takesKeys(target: unknown): boolean {
  const element = target as { closest?: (selector: string) => unknown } | null;
  if (typeof element?.closest !== 'function') return false;
  const places = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"], [role="listbox"]';
  return element.closest(places) !== null;
}

export function createShortcutDispatcher(registered: () => readonly Registered[]): (press: KeyPress) => void {
  let firstKey: string | undefined;
  let firstAtMs = 0;
  const last = (matches: (keys: Registered['keys']) => boolean) => registered().findLast(({ keys }) => matches(keys));
  return (press) => {
    if (modifiers.has(press.key)) return;
    const before = press.timeStamp - firstAtMs <= pairMs ? firstKey : undefined;
    firstKey = undefined;
    if (press.defaultPrevented || press.altKey) return;
    if (press.ctrlKey || press.metaKey) {
      // No text comes of it: it counts in text boxes too.
      const command = last((keys) => keys[0] === `${commandPrefix}${press.key}`);
      if (command === undefined) return;
      press.preventDefault();
      command.run();
      return;
    }
    if (takesKeys(press.target)) return;
    const pair = before === undefined ? undefined : last((keys) => keys[0] === before && keys[1] === press.key);
    const found = pair ?? last((keys) => keys[0] === press.key && keys[1] === undefined);
    if (found !== undefined) {
      press.preventDefault();
      found.run();
    } else if (registered().some(({ keys }) => keys[0] === press.key && keys[1] !== undefined)) {
      firstKey = press.key;
      firstAtMs = press.timeStamp;
    }
  };
}
