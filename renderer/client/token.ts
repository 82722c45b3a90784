/** The web host's token: it comes in the address's fragment, which no server ever sees, and leaves the address at once. */

const storageKey = 'binnacle.token';
const inFragment = /^#token=([A-Za-z0-9_-]{16,200})$/;

export interface TokenPage {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** @returns the token of the address, or the one kept for this tab (so that a reload works), or undefined. */
export function takeToken(page: TokenPage): string | undefined {
  const token = inFragment.exec(page.location.hash)?.[1];
  if (token === undefined) return page.sessionStorage.getItem(storageKey) ?? undefined;
  page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search);
  page.sessionStorage.setItem(storageKey, token);
  return token;
}
