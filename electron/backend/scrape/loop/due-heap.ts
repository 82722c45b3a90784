/** Items by the time at which they are due: a binary heap, whose items can go before their time. */

interface Entry<Item> {
  readonly item: Item;
  dueMs: number;
}

export class DueHeap<Item> {
  #heap: Entry<Item>[] = [];
  /** What is in the heap and not in here has gone. */
  readonly #entries = new Map<Item, Entry<Item>>();

  /** An item that is in it gets another time. */
  push(item: Item, dueMs: number): void {
    const entry = { item, dueMs };
    this.#entries.set(item, entry);
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#entries.size + 64) this.#rebuild();
  }

  delete(item: Item): void {
    this.#entries.delete(item);
  }

  clear(): void {
    this.#entries.clear();
    this.#heap = [];
  }

  firstMs(): number | undefined {
    this.#dropGone();
    return this.#heap[0]?.dueMs;
  }

  /** @returns the first that is due at `nowMs`, which is then not in it any more */
  popUntil(nowMs: number): Readonly<Entry<Item>> | undefined {
    this.#dropGone();
    const [first] = this.#heap;
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#entries.delete(first.item);
    this.#dropFirst();
    return first;
  }

  /** Another time for each. */
  retime(dueMs: (item: Item) => number): void {
    for (const entry of this.#entries.values()) entry.dueMs = dueMs(entry.item);
    this.#rebuild();
  }

  #rebuild(): void {
    this.#heap = [...this.#entries.values()].sort((a, b) => a.dueMs - b.dueMs);
  }

  #dropGone(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#entries.get(first.item) === first) return;
      this.#dropFirst();
    }
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #timeAt(at: number): number {
    return this.#heap[at]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [atA, atB] = [this.#heap[a], this.#heap[b]];
    if (atA === undefined || atB === undefined) return;
    this.#heap[a] = atB;
    this.#heap[b] = atA;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (this.#timeAt(parent) <= this.#timeAt(at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const least = this.#timeAt(left + 1) < this.#timeAt(left) ? left + 1 : left;
      if (this.#timeAt(at) <= this.#timeAt(least)) return;
      this.#swap(at, least);
      at = least;
    }
  }
}
