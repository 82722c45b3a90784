/** The page's address in the desktop: an origin of its own, so that storage, policies and sender checks have something to hold on to. */

export const appScheme = 'app';
export const appOrigin = 'app://binnacle';
export const pageUrl = `${appOrigin}/`;

/** Custom schemes have the origin 'null' in URL, so the address itself is compared. */
export function isOwnAddress(url: string): boolean {
  return url === appOrigin || url.startsWith(pageUrl);
}
