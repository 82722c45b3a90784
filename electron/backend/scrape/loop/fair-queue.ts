/** Work of several owners, so much of it at a time: who waits is begun in turn by owner, so that none with thousands keeps out one with a few. */

export interface QueueOptions<Item> {
  /** Never twice at once for the same item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
  readonly ownerOf: (item: Item) => string;
}

export class FairQueue<Item> {
  readonly #options: QueueOptions<Item>;
  #most: number;
  #underWay = 0;
  #waiting = 0;
  readonly #urgent = new Set<Item>();
  /** The owner whose turn is next is the first. */
  readonly #byOwner = new Map<string, Set<Item>>();

  constructor(most: number, options: QueueOptions<Item>) {
    this.#most = most;
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#waiting + this.#urgent.size;
  }

  set most(most: number) {
    this.#most = most;
    this.#begin();
  }

  /** Once, however often it is pushed before it begins. @param isUrgent before all others */
  push(item: Item, isUrgent = false): void {
    const owner = this.#options.ownerOf(item);
    if (isUrgent) {
      this.#remove(item, owner);
      this.#urgent.add(item);
    } else if (!this.#urgent.has(item)) this.#add(item, owner);
    this.#begin();
  }

  /** It is not begun. What is under way is not ended. */
  delete(item: Item): void {
    this.#urgent.delete(item);
    this.#remove(item, this.#options.ownerOf(item));
  }

  clear(): void {
    this.#urgent.clear();
    this.#byOwner.clear();
    this.#waiting = 0;
  }

  #add(item: Item, owner: string): void {
    const items = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, items);
    const before = items.size;
    this.#waiting += items.add(item).size - before;
  }

  #remove(item: Item, owner: string): void {
    const items = this.#byOwner.get(owner);
    if (items?.delete(item) !== true) return;
    this.#waiting -= 1;
    if (items.size === 0) this.#byOwner.delete(owner);
  }

  #take(): Item | undefined {
    for (const item of this.#urgent) {
      this.#urgent.delete(item);
      return item;
    }
    for (const [owner, items] of this.#byOwner) {
      for (const item of items) {
        this.#remove(item, owner);
        // Its next turn comes after all others.
        if (this.#byOwner.delete(owner)) this.#byOwner.set(owner, items);
        return item;
      }
    }
    return undefined;
  }

  #begin(): void {
    while (this.#underWay < this.#most) {
      const item = this.#take();
      if (item === undefined) return;
      this.#underWay += 1;
      void this.#options.work(item).finally(() => {
        this.#underWay -= 1;
        this.#begin();
      });
    }
  }
}
