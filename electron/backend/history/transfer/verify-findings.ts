/** What a check of a history found wrong, and how much it looked at. */
import type { AppError } from '../../../../shared/base/errors.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { slotMs } from '../store/slots.ts';

export interface Finding {
  /** A file, a row, a byte. */
  readonly where: string;
  readonly what: string;
  /** Of whose samples it is, and what they are called, where that can be read. */
  readonly series?: number | undefined;
  readonly labels?: Labels | undefined;
  /** Which times it is of; both inclusive. */
  readonly span?: FindingSpan | undefined;
}

export interface FindingSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export type FindingPlace = Pick<Finding, 'series' | 'span'>;

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
  readonly #withPages = new Set<string>();
  readonly checked: Record<CheckedName, number> = {
    series: 0,
    times: 0,
    chunks: 0,
    samples: 0,
    headRows: 0,
    documents: 0,
  };

  add(where: string, what: string, place: FindingPlace = {}): void {
    this.#count += 1;
    if (this.#findings.length < mostFindings) this.#findings.push({ where, what, ...place });
  }

  /** Something is wrong with pages of the file: whoever meets with them later finds nothing new. */
  addPages(path: string, where: string, what: string): void {
    this.#withPages.add(path);
    this.add(where, what);
  }

  /** Of a part that could not be read to its end. */
  addUnreadable(path: string, error: AppError): void {
    if (error.code !== 'history.damaged') this.add(path, error.message);
    else if (!this.#withPages.has(path)) this.addPages(path, path, damageText(error));
  }

  /** @param labelsOf undefined where nobody knows */
  result(labelsOf: (series: number) => Labels | undefined = () => undefined): VerifiedSource {
    const findings = this.#findings.map((one) => {
      const labels = one.series === undefined ? undefined : labelsOf(one.series);
      return labels === undefined ? one : { ...one, labels };
    });
    return { findings, findingCount: this.#count, checked: { ...this.checked } };
  }
}

/** The file and what to do stand elsewhere. */
export function damageText(error: AppError): string {
  return error.code === 'history.damaged' ? String(error.details.reason ?? error.message) : error.message;
}

export function spanOfSlot(slot: number): FindingSpan {
  return { startMs: slot * slotMs, endMs: (slot + 1) * slotMs - 1 };
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
