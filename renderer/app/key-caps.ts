/** A registered key as the keyboard has it: `Mod+k` is Ctrl and K, or ⌘ and K. */
import { commandPrefix } from '../components/shortcut-dispatcher.ts';

export function keyCaps(key: string): readonly string[] {
  if (!key.startsWith(commandPrefix)) return [key];
  const onMac = /^Mac|^iP/.test(navigator.platform);
  const rest = key.slice(commandPrefix.length);
  return [onMac ? '⌘' : 'Ctrl', rest.length === 1 ? rest.toUpperCase() : rest];
}
