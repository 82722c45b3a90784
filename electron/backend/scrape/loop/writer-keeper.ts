/** The writer of a source for as long as it is scraped: where its worker has ended, or the history was removed, it is opened anew. */
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import type { HistoryOrigin } from '../../history/service/history-identity.ts';
import type { HistoryService } from '../../history/service/history-service.ts';
import type { SourceWriter } from '../../history/service/open-writer.ts';
import type { Clock } from '../../ports.ts';

/** What could not be opened is not tried again by each of a thousand targets. */
const leastBetweenMs = 1000;

export class WriterKeeper implements AsyncDisposable {
  readonly #history: Pick<HistoryService, 'writer'>;
  readonly #origin: HistoryOrigin;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #opening: Promise<SourceWriter> | undefined;
  #writer: SourceWriter | undefined;
  #failed: { readonly error: unknown; readonly atMs: number } | undefined;
  #isClosed = false;

  constructor(history: Pick<HistoryService, 'writer'>, origin: HistoryOrigin, clock: Pick<Clock, 'monotonic'>) {
    this.#history = history;
    this.#origin = origin;
    this.#clock = clock;
  }

  /** @throws AppError history.*; whatever ended its worker */
  async writer(): Promise<SourceWriter> {
    if (this.#writer !== undefined && this.#writer.failure() === undefined) return this.#writer;
    const { monotonic } = this.#clock;
    if (this.#failed !== undefined && monotonic() - this.#failed.atMs < leastBetweenMs) throw this.#failed.error;
    this.#opening ??= this.#open();
    return await this.#opening;
  }

  /** Nothing is opened any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    await this.#writer?.close();
  }

  async #open(): Promise<SourceWriter> {
    try {
      if (this.#isClosed) throw new Error('the scraping of this source has ended');
      this.#writer = await this.#history.writer(this.#origin);
      this.#failed = undefined;
      return this.#writer;
    } catch (error) {
      this.#failed = { error, atMs: this.#clock.monotonic() };
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }
}
