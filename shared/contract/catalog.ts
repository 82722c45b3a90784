import { z } from 'zod';
import type { EmptyReason, FoundMetrics, FoundTexts, MetricInfo, SelectorSummary } from '../model/catalog.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const text = z.string().max(500);
const timeMs = z.number().finite();
const limit = z.number().int().min(1).max(500);
/** A vector selector without range, `{…}` included; '' for everything. */
const selector = z.string().max(65_536);
const name = z.string().min(1).max(4096);
const context = contextId;

/**
 * What the Prometheus of a context has. The names stay in the backend, where they are searched; a page gets what it shows. All of them
 * fail with connection.notConnected without a source, and as `query.run` does.
 */
export const catalogDomain = {
  /**
   * The metrics that match: at once what is known, and again as the index grows. Ends once the index is there, or could not be read.
   * `text` '' matches all, by name. An index is read when it is first searched, and again when it is older than a few minutes.
   */
  metrics: stream<FoundMetrics>()(
    z.strictObject({ context, text, offset: z.number().int().min(0).max(1_000_000), limit }),
  ),
  /** Reads the index anew; resolves when that is done. */
  reload: method<void>()(z.strictObject({ context })),
  /** What the metadata says about these names, in their order. */
  describe: method<readonly MetricInfo[]>()(z.strictObject({ context, names: z.array(name).max(100).readonly() })),
  /** Names of labels of the series that the selector matches, those that contain `text`. */
  labelNames: method<FoundTexts>()(z.strictObject({ context, selector, text, limit })),
  /** Values of a label on those series, those that contain `text`: first those that begin with it. */
  labelValues: method<FoundTexts>()(z.strictObject({ context, label: name, selector, text, limit })),
  /** Counts the series of a selector in a span of time, label by label. `topValues`: how many values of each. */
  summarize: method<SelectorSummary>()(
    z.strictObject({ context, selector, startMs: timeMs, endMs: timeMs, topValues: z.number().int().min(1).max(2000) }),
  ),
  /** Why an expression that was understood matched nothing. */
  explainEmpty: method<EmptyReason>()(
    z.strictObject({ context, expr: z.string().max(65_536), startMs: timeMs, endMs: timeMs }),
  ),
};
