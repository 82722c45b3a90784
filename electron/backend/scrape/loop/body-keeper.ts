/** The last bodies of the few targets that somebody looks at; of all others none is kept. */
import type { ScrapedBody } from '../../../../shared/model/target.ts';
import type { Clock } from '../../ports.ts';
import type { FetchedBody } from './fetch-body.ts';

export type KeptBody = ScrapedBody;

interface TakenBody {
  readonly timeMs: number;
  readonly fetched: FetchedBody;
  readonly isText: boolean;
}

interface Wanted {
  askedMs: number;
  body: KeptBody | undefined;
}

const shownBytes = 2 ** 20;
const mostKept = 16;
/** A body that was not asked for again so long is forgotten. */
const keptMs = 10 * 60_000;

export class BodyKeeper {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Whoever was asked for last stands last. */
  readonly #wanted = new Map<string, Wanted>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** From now on the bodies of this target are kept, for a while. @returns the last one, where there is one */
  ask(key: string): KeptBody | undefined {
    const wanted = this.#wanted.get(key) ?? { askedMs: 0, body: undefined };
    wanted.askedMs = this.#clock.monotonic();
    this.#wanted.delete(key);
    this.#wanted.set(key, wanted);
    for (const first of this.#wanted.keys()) {
      if (this.#wanted.size <= mostKept) break;
      this.#wanted.delete(first);
    }
    return wanted.body;
  }

  forget(key: string): void {
    this.#wanted.delete(key);
  }

  /** @returns what takes the reader's word on it, once there is one; undefined where nobody wants the body */
  take(key: string, { timeMs, fetched, isText }: TakenBody): { judge(problem: KeptBody['problem']): void } | undefined {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) return undefined;
    if (this.#clock.monotonic() - wanted.askedMs > keptMs) {
      this.#wanted.delete(key);
      return undefined;
    }
    const { bytes, contentType } = fetched;
    const complete = bytes.length <= shownBytes;
    const shown = bytes.subarray(0, shownBytes);
    const text = isText && !shown.includes(0) ? shownText(shown) : undefined;
    const body = { timeMs, contentType, bytes: bytes.length, text, complete, problem: undefined };
    wanted.body = body;
    return { judge: (problem) => (wanted.body = { ...body, problem }) };
  }
}

/** A character that was cut is left out. What is no UTF-8 is shown as far as it goes: it may be what is wrong; but no text has a zero byte. */
function shownText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true });
}
