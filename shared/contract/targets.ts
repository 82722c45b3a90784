import { z } from 'zod';
import type { FoundDiscovered, RelabelSteps, ScrapedBody, TargetDetail, TargetsItem } from '../model/target.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const context = contextId;
const key = z.string().min(1).max(65_536);
const pool = z.string().max(65_536);
const oneTarget = z.strictObject({ context, key });

/**
 * What the source of a context scrapes. All of them fail with connection.notConnected without a source, with targets.notKept where the
 * source has none to tell of, with targets.notServed where the server of a source does not tell it, with targets.gone where there is no such
 * target or pool any more, and as `query.run` does.
 */
export const targetsDomain = {
  /** Again every so often, and where Binnacle scrapes also when something was asked for by hand. */
  watch: stream<TargetsItem>()(z.strictObject({ context, everyMs: z.number().int().min(1000).max(3_600_000) })),
  detail: method<TargetDetail>()(oneTarget),
  /** What discovery found: matches of `text` in labels and pool, by pool and state. Read anew where what is known is older than `freshMs`. */
  discovered: method<FoundDiscovered>()(
    z.strictObject({
      context,
      pool: pool.optional(),
      state: z.enum(['active', 'dropped', 'failed']).optional(),
      text: z.string().max(500),
      offset: z.number().int().min(0).max(1_000_000),
      limit: z.number().int().min(1).max(500),
      freshMs: z.number().int().min(0).max(3_600_000),
    }),
  ),
  /** Fails with targets.noSteps where they cannot be told. @param key of a target, or of a discovered one */
  relabelSteps: method<RelabelSteps>()(oneTarget),
  /** The pool's part of the configuration as YAML, secrets masked. */
  poolConfig: method<{ readonly yaml: string }>()(z.strictObject({ context, pool })),
  /** Resolves when it was scraped. Fails with targets.notOurs where Binnacle does not scrape it. */
  scrapeNow: method<void>()(oneTarget),
  /** Fails with targets.notOurs; with targets.noBody before its first answer. */
  body: method<ScrapedBody>()(oneTarget),
};
