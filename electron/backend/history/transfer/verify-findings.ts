/** What a check of a history found wrong, and how much it looked at. */

export interface Finding {
  /** A file, a row, a byte. */
  readonly where: string;
  readonly what: string;
}

export interface VerifiedSource {
  /** The first of them. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  readonly checked: Readonly<Record<CheckedName, number>>;
}

export type CheckedName = 'series' | 'times' | 'chunks' | 'samples' | 'headRows' | 'documents';

/** Whoever reads more than that knows no more. */
const mostFindings = 1000;

export class Findings {
  readonly #findings: Finding[] = [];
  #count = 0;
  readonly checked: Record<CheckedName, number> = {
    series: 0,
    times: 0,
    chunks: 0,
    samples: 0,
    headRows: 0,
    documents: 0,
  };

  add(where: string, what: string): void {
    this.#count += 1;
    if (this.#findings.length < mostFindings) this.#findings.push({ where, what });
  }

  result(): VerifiedSource {
    return { findings: this.#findings, findingCount: this.#count, checked: { ...this.checked } };
  }
}

/** A part of the check, which ends a step every few milliseconds. */
export type VerifySteps = Generator<void, void, undefined>;

/** Rows in the order of their ids, some at a time, so that others may be read in between. */
export function* pagesOf<Row extends { readonly id: number }>(
  page: (afterId: number) => readonly Row[],
): Generator<readonly Row[], void, undefined> {
  for (let after = -1; ; ) {
    const rows = page(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id;
  }
}
