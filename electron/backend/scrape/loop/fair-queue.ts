/**
 * Work of several owners, so much of it at a time: who waits is begun in turn by owner, so that none with thousands keeps out one with a few;
 * and what was slow the last time has a part of the places only, so that it keeps out only its like. Of what was never begun nobody knows: all
 * of it together leaves some places to what is known to be quick.
 */

/** How long an item held its place the last time; `new`: there was none. */
export type Pace = 'quick' | 'slow' | 'new';

export interface QueueOptions<Item> {
  /** Never twice at once for the same item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
  readonly ownerOf: (item: Item) => string;
  /** Asked when it is pushed, and when it begins. */
  readonly paceOf?: (item: Item) => Pace;
}

/** Of the places: what is slow may have one of so many, and one of so many is only for what is quick. */
const placesAPart = 4;

const paces = ['slow', 'new', 'quick'] as const satisfies readonly Pace[];

export class FairQueue<Item> {
  readonly #options: QueueOptions<Item>;
  #most: number;
  readonly #underWay: Record<Pace, number> = { quick: 0, slow: 0, new: 0 };
  readonly #urgent = new Set<Item>();
  readonly #waiting: Readonly<Record<Pace, Turns<Item>>> = { quick: new Turns(), slow: new Turns(), new: new Turns() };

  constructor(most: number, options: QueueOptions<Item>) {
    this.#most = most;
    this.#options = options;
  }

  get underWay(): number {
    return paces.reduce((sum, pace) => sum + this.#underWay[pace], 0);
  }

  get waiting(): number {
    return paces.reduce((sum, pace) => sum + this.#waiting[pace].size, this.#urgent.size);
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
    } else if (!this.#urgent.has(item) && !paces.some((pace) => this.#waiting[pace].has(item, owner))) {
      this.#waiting[this.#paceOf(item)].add(item, owner);
    }
    this.#begin();
  }

  /** It is not begun. What is under way is not ended. */
  delete(item: Item): void {
    const owner = this.#options.ownerOf(item);
    this.#urgent.delete(item);
    for (const pace of paces) this.#waiting[pace].delete(item, owner);
  }

  clear(): void {
    this.#urgent.clear();
    for (const pace of paces) this.#waiting[pace].clear();
  }

  #paceOf(item: Item): Pace {
    return this.#options.paceOf?.(item) ?? 'quick';
  }

  /** Whether one more of them may begin. */
  #hasPlace(pace: Pace): boolean {
    const part = Math.max(1, Math.floor(this.#most / placesAPart));
    const { slow, new: unknown } = this.#underWay;
    if (pace === 'slow') return slow < part;
    return pace === 'quick' || slow + unknown < Math.max(1, this.#most - part);
  }

  /** Those first that have fewer places, while they have one. */
  #take(): Item | undefined {
    for (const item of this.#urgent) {
      this.#urgent.delete(item);
      return item;
    }
    for (const pace of paces) {
      const item = this.#hasPlace(pace) ? this.#waiting[pace].take() : undefined;
      if (item !== undefined) return item;
    }
    return undefined;
  }

  #begin(): void {
    while (this.underWay < this.#most) {
      const item = this.#take();
      if (item === undefined) return;
      const pace = this.#paceOf(item);
      this.#underWay[pace] += 1;
      void this.#options.work(item).finally(() => {
        this.#underWay[pace] -= 1;
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
