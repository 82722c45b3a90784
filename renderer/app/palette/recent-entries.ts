/** What was chosen in the palette lately, on this computer: it stands first where nothing is typed. */

const storageKey = 'binnacle.palette';
const mostRemembered = 30;
/** An expression can be of any length; one that long is not chosen twice. */
const longestId = 1000;

export function recentEntries(storage: () => Pick<Storage, 'getItem'>): readonly string[] {
  try {
    const value: unknown = JSON.parse(storage().getItem(storageKey) ?? '[]');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  } catch {
    // Nothing there, something else there, or storage is denied.
    return [];
  }
}

export function rememberEntry(storage: () => Pick<Storage, 'getItem' | 'setItem'>, id: string): void {
  if (id.length > longestId) return;
  const ids = [id, ...recentEntries(storage).filter((one) => one !== id)].slice(0, mostRemembered);
  try {
    storage().setItem(storageKey, JSON.stringify(ids));
  } catch {
    // Storage is full or denied: the list stays in its own order.
  }
}
