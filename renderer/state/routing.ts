/** The address says what is shown: `/c/<context id>/<view>?…`. What stands after the `?` belongs to the view. */
import type { ContextId } from '../../shared/model/context.ts';

export const viewNames = ['explorer'] as const;

export type ViewName = (typeof viewNames)[number];

export type Route =
  | { readonly kind: 'start' }
  | { readonly kind: 'context'; readonly context: ContextId; readonly view: ViewName }
  | { readonly kind: 'unknown' };

const contextPattern = /^\/c\/([^/]+)(?:\/([^/]*))?\/?$/;

/** @param pathname as `location.pathname` has it, not decoded: a context's id holds slashes. */
export function parsePath(pathname: string): Route {
  if (pathname === '/' || pathname === '' || pathname === '/index.html') return { kind: 'start' };
  const match = contextPattern.exec(pathname);
  const context = match?.[1] === undefined ? undefined : decode(match[1]);
  if (context === undefined) return { kind: 'unknown' };
  const view = match?.[2] === undefined || match[2] === '' ? 'explorer' : match[2];
  const known = viewNames.find((name) => name === view);
  return known === undefined ? { kind: 'unknown' } : { kind: 'context', context: context as ContextId, view: known };
}

export function contextPath(context: ContextId, view: ViewName = 'explorer'): string {
  return `/c/${encodeURIComponent(context)}/${view}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is not an address that we made.
    return undefined;
  }
}
