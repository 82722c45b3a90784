/** Where a target may send who asks it: anywhere within itself, and nowhere else. */

export interface RedirectBase {
  /** Of the way to it. */
  readonly origin: string;
  /** Asked for last. */
  readonly path: string;
  /** The target's own URL: it calls itself by its own address, whatever the way to it is called. */
  readonly url: URL;
}

/** Only for ways on which nobody else can be asked. @returns the path to ask for; undefined where it leads elsewhere */
export function redirectedPath({ origin, path, url }: RedirectBase, location: string): string | undefined {
  // Put together: a path of its own may begin with two slashes.
  const from = URL.parse(`${origin}${path}`);
  const to = from === null ? null : URL.parse(location, from.href);
  if (to === null) return undefined;
  return to.origin === from?.origin || to.origin === url.origin ? `${to.pathname}${to.search}` : undefined;
}
