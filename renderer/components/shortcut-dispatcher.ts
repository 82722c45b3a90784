/** Decides which registered shortcut a key press means. Apart from React, so that it can be tried without a page. */

interface Registered {
  readonly keys: readonly [string] | readonly [string, string];
  readonly run: () => void;
}

export interface KeyPress {
  readonly key: string;
  /** The place on the keyboard, as `KeyboardEvent.code` has it. */
  readonly code: string;
  readonly shiftKey: boolean;
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

/**
 * The key as a shortcut names it. Where the keyboard writes another script (`ㄷ` on the key E) or an input method takes the letter, its
 * place says which it is; and with CapsLock on it is still the small letter.
 */
function keyOf({ key, code, shiftKey }: KeyPress): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const isLatin = /^[A-Za-z]$/.test(key);
  const isOther = key === 'Process' || (key.length === 1 && key > '\x7f');
  if (letter === undefined || !(isLatin || isOther)) return key;
  const meant = isLatin ? key : letter;
  return shiftKey ? meant.toUpperCase() : meant.toLowerCase();
}

interface Place {
  closest?: (selector: string) => unknown;
  readonly ownerDocument?: { querySelector(selector: string): unknown } | null;
}

/** A place where keys are typed, or where a menu or a dialog has its own use for them: also where the focus has left it, and it stands over the page. */
export function takesKeys(target: unknown): boolean {
  const element = target as Place | null;
  if (typeof element?.closest !== 'function') return false;
  const places = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"], [role="listbox"]';
  return (
    element.closest(places) !== null || (element.ownerDocument?.querySelector('[aria-modal="true"]') ?? null) !== null
  );
}

/** @param singleKeys whether keys without Ctrl or ⌘ count: who dictates, or holds a baby, switches them off. */
export function createShortcutDispatcher(
  registered: () => readonly Registered[],
  singleKeys: () => boolean = () => true,
): (press: KeyPress) => void {
  let firstKey: string | undefined;
  let firstAtMs = 0;
  const last = (matches: (keys: Registered['keys']) => boolean) => registered().findLast(({ keys }) => matches(keys));
  return (press) => {
    if (modifiers.has(press.key)) return;
    const key = keyOf(press);
    const before = press.timeStamp - firstAtMs <= pairMs ? firstKey : undefined;
    firstKey = undefined;
    if (press.defaultPrevented || press.altKey) return;
    if (press.ctrlKey || press.metaKey) {
      // No text comes of it: it counts in text boxes too.
      const command = last((keys) => keys[0] === `${commandPrefix}${key}`);
      if (command === undefined) return;
      press.preventDefault();
      command.run();
      return;
    }
    if (!singleKeys() || takesKeys(press.target)) return;
    const pair = before === undefined ? undefined : last((keys) => keys[0] === before && keys[1] === key);
    const found = pair ?? last((keys) => keys[0] === key && keys[1] === undefined);
    if (found !== undefined) {
      press.preventDefault();
      found.run();
    } else if (registered().some(({ keys }) => keys[0] === key && keys[1] !== undefined)) {
      firstKey = key;
      firstAtMs = press.timeStamp;
    }
  };
}
