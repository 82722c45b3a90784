/** A body as plain values: for tests that compare one whole value. */
import type { Dialect, ExpositionFormat } from '../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';
import { formatLabels } from '../../../shared/model/labels.ts';

/** @returns each sample as `series value time`, and what the comments say; or the error's message */
export function readBody(format: ExpositionFormat, dialect: Dialect, body: string | Uint8Array) {
  const cache = new LineCache();
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  try {
    const parsed = parserFor(format, { cache, dialect }).parse(bytes);
    const { count, lines, values, timesMs, comments } = parsed;
    return {
      samples: Array.from({ length: count }, (_, i) => {
        const time = Number.isNaN(timesMs[i]) ? '' : ` ${timesMs[i]}`;
        return `${formatLabels(cache.labels(lines[i] as number))} ${values[i]}${time}`;
      }),
      comments: comments.map((line) => cache.comment(line)),
    };
  } catch (error) {
    if (error instanceof ExpositionError) return error.message;
    throw error;
  }
}
