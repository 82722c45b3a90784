/** Targets that nobody serves: a page is made when it is asked for, of what the API says at that moment. */
import { InProcessDispatcher } from '../in-process-answers.ts';
import type { TargetRoute } from '../scrape-plan.ts';

/** @throws AppError: the scrape fails with it */
export type MakePage = (signal: AbortSignal) => Promise<string>;

const contentType = 'text/plain; version=0.0.4; charset=utf-8';

export function pageRoute(make: MakePage): TargetRoute {
  const requester = new InProcessDispatcher(async (signal) => ({ contentType, text: await make(signal) }));
  return { to: ({ url }) => ({ requester, origin: url.origin, path: url.pathname, redirects: 'none' }) };
}
