/**
 * Where a target may send who asks it: anywhere within itself. A target that is reached through another server (the API server's proxy) stays
 * below its own path there: it shall not choose what else is asked of that one with the user's credentials.
 */

export interface RedirectBase {
  readonly origin: string;
  /** Asked for last. */
  readonly path: string;
  /** Of the target itself, as its route gave it. */
  readonly firstPath: string;
  /** The target's own URL. */
  readonly url: URL;
}

/** @returns the path to ask for; undefined where it leads elsewhere */
export function redirectedPath({ origin, path, firstPath, url }: RedirectBase, location: string): string | undefined {
  const own = `${url.pathname}${url.search}`;
  if (!firstPath.endsWith(own)) return undefined;
  const prefix = firstPath.slice(0, firstPath.length - own.length);
  const from = URL.parse(path, origin);
  const to = from === null ? null : URL.parse(location, from.href);
  if (to === null) return undefined;
  const asked = `${to.pathname}${to.search}`;
  if (to.origin === from?.origin && to.pathname.startsWith(`${prefix}/`)) return asked;
  // It calls itself by its own address, whatever the way to it is called.
  return to.origin === url.origin && to.origin !== from?.origin ? `${prefix}${asked}` : undefined;
}
