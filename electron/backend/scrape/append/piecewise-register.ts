/**
 * Series that the history does not know yet, registered in pieces: a body may have millions of new labels, which cost the writer half a minute, and
 * between two pieces it is others'.
 */
import type { Labels } from '../../../../shared/model/labels.ts';

/** What a piece is to take, as others wait for so long. Shorter ones cost more in all: pieces of 20,000 ordinary labels 1.4 times what one costs, of 5,000 twice. */
const pieceMs = 100;
/** Labels of the first piece: ordinary ones take some 7 µs each, and names that no series had take twenty times as much. */
const firstPiece = 8000;
const [leastPiece, mostPiece] = [500, 32_000];

export class PiecewiseRegister {
  readonly #sets: readonly Labels[];
  readonly #ids: number[] = [];
  #piece = firstPiece;

  constructor(sets: readonly Labels[]) {
    this.#sets = sets;
  }

  /** There is nothing to be cut. */
  get isOnePiece(): boolean {
    return this.#end().to === this.#sets.length;
  }

  /** Beside the sets; undefined while there are pieces left. */
  get ids(): readonly number[] | undefined {
    return this.#ids.length === this.#sets.length ? this.#ids : undefined;
  }

  /** @throws what `register` throws */
  next(register: (labels: readonly Labels[]) => readonly number[]): void {
    const { to, labels } = this.#end();
    const beganMs = performance.now();
    for (const id of register(this.#sets.slice(this.#ids.length, to))) this.#ids.push(id);
    const tookMs = Math.max(1, performance.now() - beganMs);
    this.#piece = Math.min(mostPiece, Math.max(leastPiece, (labels * pieceMs) / tookMs));
  }

  /** Where the piece ends, exclusive: one set at least, and no more labels than of a piece. */
  #end(): { readonly to: number; readonly labels: number } {
    let labels = 0;
    for (let at = this.#ids.length; at < this.#sets.length; at += 1) {
      const own = (this.#sets[at]?.length ?? 0) / 2;
      if (labels > 0 && labels + own > this.#piece) return { to: at, labels };
      labels += own;
    }
    return { to: this.#sets.length, labels };
  }
}
