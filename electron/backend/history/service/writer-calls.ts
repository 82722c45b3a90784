/** What can be asked of the one who writes a source, beside what it does by itself. Each call is acknowledged after its commit. */

import type { ReadCalls } from '../../recorder/append/read-calls.ts';
import type { ReadStore } from '../../recorder/append/read-store.ts';
import type { ScrapeCalls, ScrapeStore } from '../../scrape/append/scrape-call.ts';
import { createCoverageWriter } from '../coverage/coverage-writer.ts';
import type { Span } from '../coverage/spans.ts';
import { prepareDocument } from '../documents/document-bytes.ts';
import { createDocumentWriter, type PutResult } from '../documents/document-writer.ts';
import type { Deletion } from '../retention/deletion-journal.ts';
import { UnknownSeriesError } from '../store/append-scrape.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import { checkTexts } from './check-input.ts';
import type { Upkeep } from './upkeep.ts';

export interface WriterCalls
  extends Pick<HistoryWriter, 'register' | 'appendScrape' | 'appendColumns' | 'setMetadata' | 'stats'>,
    ScrapeCalls,
    ReadCalls {
  /**
   * What was asked by the rule in the span, and what came of it. After the samples of it were appended: a kill in between leaves samples that
   * are not told of. To record on, give the time from the last one (inclusive) to this one. What was deleted stays a gap, whatever the span
   * covers of it: it goes on behind that. @throws RangeError for no span
   */
  cover(rule: string, span: Span): void;
  /**
   * A document as it was seen at a time (configuration, rules, …): stored where it is another one than before. Credentials are masked first.
   * @throws RangeError for no time; AppError history.tooLarge
   */
  putDocument(kind: string, text: string, atMs: number): PutResult;
  /** Returns when it is written down; it is done in slices from then on, also after a kill. @throws RangeError for no window, or no matchers */
  delete(deletion: Deletion): void;
}

/** Takes bodies of targets; of one writer, for as long as that is open: series of one that is opened anew have other ids. */
type CreateScrapes = (store: ScrapeStore) => ScrapeCalls;

const noScrapes: CreateScrapes = () => {
  const refuse = () => {
    throw new Error('this writer takes no scrapes');
  };
  return { scrape: refuse, endScrapes: refuse };
};

/** Takes answers with raw samples; of one writer, as above. */
type CreateReads = (store: ReadStore) => ReadCalls;

const noReads: CreateReads = () => {
  const refuse = () => {
    throw new Error('this writer takes no raw samples');
  };
  return { beginRead: refuse, feedRead: refuse, endRead: refuse, dropRead: refuse };
};

/** Who gives samples in another form than the history's. Default: nobody does. */
export interface WriterFeeds {
  readonly scrapes?: CreateScrapes | undefined;
  readonly reads?: CreateReads | undefined;
}

/** Of one writer, for as long as that is open. */
export function createWriterCalls(
  writer: HistoryWriter,
  upkeep: Upkeep,
  { scrapes = noScrapes, reads = noReads }: WriterFeeds = {},
): WriterCalls {
  const cover = writer.alongside(({ history, inHistory }) => {
    const coverage = createCoverageWriter(history);
    return (rule: string, span: Span) => inHistory.run(() => coverage.goOn(rule, span));
  });
  const put = writer.alongside(({ history, inHistory }) => {
    const documents = createDocumentWriter(history);
    return (kind: string, text: string, atMs: number) => {
      const prepared = prepareDocument(kind, text);
      return inHistory.run(() => documents.put(prepared, atMs));
    };
  });
  const stored: ScrapeStore & ReadStore = {
    register(labels) {
      const ids = writer.register(labels);
      upkeep.gave(ids);
      return ids;
    },
    appendScrapes(scrapes) {
      for (const { target } of scrapes) checkTexts([target]);
      return writer.appendScrapes(scrapes);
    },
    appendColumns: (columns) => writer.appendColumns(columns),
    setMetadata(metrics) {
      for (const { metric, type, help, unit } of metrics) checkTexts([metric, type, help, unit]);
      writer.setMetadata(metrics);
    },
    unknownSeries: (error) => (error instanceof UnknownSeriesError ? error.ids : undefined),
  };
  return {
    register: stored.register,
    appendScrape: (scrape) => stored.appendScrapes([scrape]),
    setMetadata: stored.setMetadata,
    appendColumns: stored.appendColumns,
    ...scrapes(stored),
    ...reads(stored),
    stats: () => writer.stats(),
    cover(rule, span) {
      checkTexts([rule, span.detail]);
      writer.alongside(() => cover(rule, span));
    },
    putDocument(kind, text, atMs) {
      checkTexts([kind]);
      return writer.alongside(() => put(kind, text, atMs));
    },
    delete: (deletion) => upkeep.delete(deletion),
  };
}
