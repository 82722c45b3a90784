/** A label set under change. What was put in comes after what was there from the beginning, which decides where two names become one. */
import { type Labels, labelValue } from '../model/labels.ts';

/** Far above what any target has: a rule that doubles the labels, put forty times, ends here and not with the machine's memory. */
const mostLabels = 10_000;
/** Far above any label's, for the same reason. */
export const mostCharacters = 2 ** 20;

/** Relabelling that would make more than this machine can hold. */
export class RelabelError extends Error {}

export const tooLong = (): RelabelError =>
  new RelabelError('relabelling would make a label longer than 1,048,576 characters');

export class LabelSet {
  readonly #base: Labels;
  /** Names of the base that are deleted or that `added` has anew. */
  readonly #gone = new Set<string>();
  /** In the order in which they came. */
  readonly #added = new Map<string, string>();

  /** @param base sorted by name; labels with empty values count as absent */
  constructor(base: Labels) {
    this.#base = base;
    for (let i = 1; i < base.length; i += 2) {
      if (base[i] === '') this.#gone.add(base[i - 1] ?? '');
    }
  }

  /** @returns '' for a label that is absent */
  get(name: string): string {
    const added = this.#added.get(name);
    if (added !== undefined) return added;
    return this.#gone.has(name) ? '' : (labelValue(this.#base, name) ?? '');
  }

  /** An empty value deletes. @throws RelabelError where there are too many, or the value is too long */
  set(name: string, value: string): void {
    if (value === '') {
      this.delete(name);
      return;
    }
    if (this.#added.size >= mostLabels && !this.#added.has(name)) {
      throw new RelabelError('relabelling would give a label set more than 10,000 labels');
    }
    if (value.length > mostCharacters) throw tooLong();
    this.#gone.add(name);
    this.#added.set(name, value);
  }

  delete(name: string): void {
    this.#gone.add(name);
    this.#added.delete(name);
  }

  /** As it is now, flat, in the order that rules see: a copy, which later changes leave alone. */
  entries(): readonly string[] {
    const all = this.#remaining().slice();
    for (const [name, value] of this.#added) all.push(name, value);
    return all;
  }

  /** Sorted by name; the base itself where nothing changed. */
  labels(): Labels {
    if (this.#gone.size === 0) return this.#base;
    const added = [...this.#added].sort(([a], [b]) => (a < b ? -1 : 1));
    const remaining = this.#remaining();
    const all: string[] = [];
    let next = 0;
    for (const [name, value] of added) {
      while (next < remaining.length && (remaining[next] ?? '') < name) {
        all.push(remaining[next] ?? '', remaining[next + 1] ?? '');
        next += 2;
      }
      all.push(name, value);
    }
    for (; next < remaining.length; next += 2) all.push(remaining[next] ?? '', remaining[next + 1] ?? '');
    return all;
  }

  #remaining(): readonly string[] {
    if (this.#gone.size === 0) return this.#base;
    const remaining: string[] = [];
    for (let i = 0; i + 1 < this.#base.length; i += 2) {
      const name = this.#base[i] ?? '';
      if (!this.#gone.has(name)) remaining.push(name, this.#base[i + 1] ?? '');
    }
    return remaining;
  }
}
