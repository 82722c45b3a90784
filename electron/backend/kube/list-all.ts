/** Reads a whole list page by page (`limit`, `continue`), however the server cuts it. */
import { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import { statusOf } from './api-errors.ts';
import type { CallOptions, KubeClient } from './kube-client.ts';

export interface ListOptions extends CallOptions {
  readonly labelSelector?: string;
  readonly pageSize?: number;
  /** Reading stops here: memory stays bounded in a cluster of any size. */
  readonly maxItems?: number;
  /** Called when the first page has come. */
  readonly onFirstPage?: () => void;
}

export interface Listing<T> {
  readonly items: readonly T[];
  /** There was more than `maxItems`, or the pages did not end. */
  readonly cut: boolean;
}

/** Nor does a server that hands out one empty page after the other hold us for ever. */
const maxPages = 1000;

/** How often an expired list is begun anew; then its error stands. */
const maxRestarts = 3;

/**
 * @param path of the list, without a query.
 * @throws AppError api.*; CancelledError
 */
export async function listAll<T>(
  client: KubeClient,
  path: string,
  item: z.ZodType<T>,
  options: ListOptions,
): Promise<Listing<T>> {
  const page = z.object({
    metadata: z.object({ continue: z.string().optional() }).optional(),
    // A list without items is `null` in Go's JSON.
    items: z.array(item).nullable(),
  });
  const maxItems = options.maxItems ?? 20_000;
  let items: T[] = [];
  let token = '';
  let restarts = 0;
  for (let pages = 1; ; pages++) {
    try {
      const answer = await client.get(pageUrl(path, token, options), page, options);
      options.onFirstPage?.();
      items = items.concat(answer.items ?? []);
      token = answer.metadata?.continue ?? '';
      if (items.length > maxItems) return { items: items.slice(0, maxItems), cut: true };
      if (token === '') return { items, cut: false };
      if (pages >= maxPages) return { items, cut: true };
    } catch (error) {
      restarts += 1;
      if (!isExpired(error) || restarts > maxRestarts) throw error;
      // 410 comes with a token for the rest of the list as it is now; where it does not, the list begins again.
      token = statusOf(error)?.metadata?.continue ?? '';
      if (token === '') items = [];
    }
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof AppError && error.code === 'api.failed' && error.details.status === 410;
}

function pageUrl(path: string, token: string, options: ListOptions): string {
  const query = new URLSearchParams({ limit: String(options.pageSize ?? 500) });
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
  if (token !== '') query.set('continue', token);
  return `${path}?${query}`;
}
