/**
 * Work of several owners, so much of it at a time: who waits is begun in turn by owner, so that none with thousands keeps out one with a few;
 * and what was slow the last time has a part of the places only, so that it keeps out only its like.
 */

export interface QueueOptions<Item> {
  /** Never twice at once for the same item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
  readonly ownerOf: (item: Item) => string;
  /** Asked when it is pushed, and when it begins. */
  readonly isSlow?: (item: Item) => boolean;
}

/** Of the places: what is slow may have one of so many. */
const placesASlowOne = 4;

export class FairQueue<Item> {
  readonly #options: QueueOptions<Item>;
  #most: number;
  #underWay = 0;
  #slowUnderWay = 0;
  readonly #urgent = new Set<Item>();
  readonly #quick = new Turns<Item>();
  readonly #slow = new Turns<Item>();

  constructor(most: number, options: QueueOptions<Item>) {
    this.#most = most;
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#quick.size + this.#slow.size + this.#urgent.size;
  }

  set most(most: number) {
    this.#most = most;
    this.#begin();
  }

  /** Once, however often it is pushed before it begins. @param isUrgent before all others */
  push(item: Item, isUrgent = false): void {
    const owner = this.#options.ownerOf(item);
    if (isUrgent) {
      this.delete(item);
      this.#urgent.add(item);
    } else if (!this.#urgent.has(item) && !this.#quick.has(item, owner) && !this.#slow.has(item, owner)) {
      (this.#isSlow(item) ? this.#slow : this.#quick).add(item, owner);
    }
    this.#begin();
  }

  /** It is not begun. What is under way is not ended. */
  delete(item: Item): void {
    const owner = this.#options.ownerOf(item);
    this.#urgent.delete(item);
    this.#quick.delete(item, owner);
    this.#slow.delete(item, owner);
  }

  clear(): void {
    this.#urgent.clear();
    this.#quick.clear();
    this.#slow.clear();
  }

  #isSlow(item: Item): boolean {
    return this.#options.isSlow?.(item) ?? false;
  }

  /** Slow ones first, while they have a place: they have so few. */
  #take(): Item | undefined {
    for (const item of this.#urgent) {
      this.#urgent.delete(item);
      return item;
    }
    const mostSlow = Math.max(1, Math.floor(this.#most / placesASlowOne));
    return (this.#slowUnderWay < mostSlow ? this.#slow.take() : undefined) ?? this.#quick.take();
  }

  #begin(): void {
    while (this.#underWay < this.#most) {
      const item = this.#take();
      if (item === undefined) return;
      const slow = this.#isSlow(item) ? 1 : 0;
      this.#underWay += 1;
      this.#slowUnderWay += slow;
      void this.#options.work(item).finally(() => {
        this.#underWay -= 1;
        this.#slowUnderWay -= slow;
        this.#begin();
      });
    }
  }
}

/** What waits, by owner. */
class Turns<Item> {
  /** The owner whose turn is next is the first. */
  readonly #byOwner = new Map<string, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(item: Item, owner: string): boolean {
    return this.#byOwner.get(owner)?.has(item) ?? false;
  }

  add(item: Item, owner: string): void {
    const items = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, items);
    const before = items.size;
    this.#size += items.add(item).size - before;
  }

  delete(item: Item, owner: string): void {
    const items = this.#byOwner.get(owner);
    if (items?.delete(item) !== true) return;
    this.#size -= 1;
    if (items.size === 0) this.#byOwner.delete(owner);
  }

  take(): Item | undefined {
    for (const [owner, items] of this.#byOwner) {
      for (const item of items) {
        this.delete(item, owner);
        // Its next turn comes after all others.
        if (this.#byOwner.delete(owner)) this.#byOwner.set(owner, items);
        return item;
      }
    }
    return undefined;
  }

  clear(): void {
    this.#byOwner.clear();
    this.#size = 0;
  }
}
