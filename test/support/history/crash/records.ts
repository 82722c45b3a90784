/** Coverage and documents that a killed process had acknowledged. */
import { createCoverageReader } from '../../../../electron/backend/history/coverage/coverage-reader.ts';
import { createDocumentReader } from '../../../../electron/backend/history/documents/document-reader.ts';
import { openReadable } from '../../../../electron/backend/history/store/open-database.ts';
import type { Operation } from './plan.ts';

export const recordRule = 'everything';
export const recordKind = 'config';

/** @returns what is wrong */
export function checkRecords(
  path: string,
  records: readonly Extract<Operation, { readonly kind: 'record' }>[],
): readonly string[] {
  const history = openReadable(path, 'history');
  try {
    const coverage = createCoverageReader(history);
    const documents = createDocumentReader(history);
    return records.flatMap(({ startMs, endMs, text }) => {
      // What was deleted since is a gap, and says so.
      const gaps = coverage.gaps({ startMs, endMs }, recordRule).filter(({ state }) => state !== 'deleted');
      const found = documents.asOf(recordKind, endMs)?.text;
      return [
        ...gaps.map((gap) => `nothing is said of ${gap.startMs} to ${gap.endMs} (${gap.state})`),
        ...(found === text ? [] : [`the document of ${endMs} is ${found?.slice(0, 20)}, and was ${text.slice(0, 20)}`]),
      ];
    });
  } finally {
    history.close();
  }
}
