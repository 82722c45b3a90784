/** A whole list, page by page, with the version that it is of; an object is handed on as it comes, and not held. */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { WatchClient } from './watch-client.ts';

const page = z.object({
  metadata: z.object({ continue: z.string().optional(), resourceVersion: z.string() }),
  // A list without items is `null` in Go's JSON.
  items: z.array(z.unknown()).nullable(),
});

const identity = z.object({ metadata: z.object({ name: z.string(), namespace: z.string().optional() }) });

/** How often a list that expired while it was read is begun anew; each time by larger pages, so that it takes less long. */
const mostRestarts = 3;

/** 20 million objects are none of a cluster. */
const mostPages = 20_000;

interface ListOptions {
  readonly fieldSelector?: string;
  readonly pageSize: number;
  readonly signal: AbortSignal;
}

/**
 * @param onObject may be called again with objects that were told before a restart.
 * @returns the version. @throws AppError api.*; CancelledError
 */
export async function readPages(
  client: WatchClient,
  path: string,
  options: ListOptions,
  onObject: (name: string, object: unknown) => void,
): Promise<string> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      const pageSize = options.pageSize * 2 ** restarts;
      return await readOnce(client, path, { ...options, pageSize }, onObject);
    } catch (error) {
      const isExpired = error instanceof AppError && error.code === 'api.failed' && error.details.status === 410;
      if (!isExpired || restarts >= mostRestarts) throw error;
    }
  }
}

async function readOnce(
  client: WatchClient,
  path: string,
  { fieldSelector, pageSize, signal }: ListOptions,
  onObject: (name: string, object: unknown) => void,
): Promise<string> {
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  for (let pages = 1; ; pages += 1) {
    const { metadata, items } = await client.get(`${path}?${query}`, page, { signal, timeoutMs: 30_000 });
    for (const object of items ?? []) {
      const name = objectName(object);
      if (name !== undefined) onObject(name, object);
    }
    const token = metadata.continue ?? '';
    if (token === '') return metadata.resourceVersion;
    if (pages >= mostPages)
      throw new AppError('api.tooLarge', `${client.server} lists ${path} without an end.`, {
        details: { server: client.server, limitMiB: 0 },
      });
    query.set('continue', token);
  }
}

/** `namespace/name`; undefined for what is no object. */
export function objectName(object: unknown): string | undefined {
  const parsed = identity.safeParse(object);
  if (!parsed.success) return undefined;
  const { name, namespace = '' } = parsed.data.metadata;
  return `${namespace}/${name}`;
}
