/**
 * Whether a context is asked live or from its record, as the address says it: `from=record`, `from=live`, or neither, which leaves it to
 * the connection. The parameter is the frame's; all others are the view's, which reads and writes the address through here.
 */
import { navigate, useSearch } from 'wouter/use-browser-location';
import type { ContextId } from '../../shared/model/context.ts';
import { contextPath, type ViewName } from './routing.ts';

export type From = 'live' | 'record';

const parameter = 'from';

export function fromOf(search: string): From | undefined {
  const from = new URLSearchParams(search).get(parameter);
  return from === 'live' || from === 'record' ? from : undefined;
}

/** The view's part, exactly as it is written there. @param search with or without its question mark */
export function viewPart(search: string): string {
  const parts = search.replace(/^\?/, '').split('&');
  return parts.filter((part) => part !== '' && !part.startsWith(`${parameter}=`)).join('&');
}

/** @returns with its question mark; '' for nothing */
export function searchWith(view: string, from: From | undefined): string {
  const whole = [view, from === undefined ? '' : `${parameter}=${from}`].filter(Boolean).join('&');
  return whole === '' ? '' : `?${whole}`;
}

/** The view's part of the address now. */
export function currentViewSearch(): string {
  return viewPart(window.location.search);
}

export function useViewSearch(): string {
  return viewPart(useSearch());
}

/** Writes the view's part, and leaves alone what is the frame's. */
export function navigateView(view: string, options: { readonly replace: boolean }): void {
  navigate(window.location.pathname + searchWith(view, fromOf(window.location.search)), options);
}

/** Another view of the same context: asked in the same way. @param search what the view is to show, without a question mark */
export function viewPath(context: ContextId, view: ViewName, search = ''): string {
  return contextPath(context, view) + searchWith(search, fromOf(window.location.search));
}

/** The same view of the same context, asked in another way. */
export function navigateFrom(from: From | undefined): void {
  navigate(window.location.pathname + searchWith(currentViewSearch(), from));
}
