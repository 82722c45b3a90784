/** How much is scraped, as means of the last minute. */

import type { ScrapeLoad } from '../../../../shared/model/scrape-load.ts';
import type { Clock } from '../../ports.ts';

type Rates = Pick<ScrapeLoad, 'scrapesPerSecond' | 'samplesPerSecond' | 'bytesPerSecond'>;

const windowSeconds = 60;

interface Second {
  at: number;
  scrapes: number;
  samples: number;
  bytes: number;
}

export class LoadMeter {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #beganMs: number;
  readonly #seconds: Second[] = Array.from({ length: windowSeconds }, () => ({
    ...{ at: -1, scrapes: 0, samples: 0, bytes: 0 },
  }));

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#beganMs = clock.monotonic();
  }

  /** One scrape that was done. @param bytes as they came */
  add(samples: number, bytes: number): void {
    const at = Math.floor(this.#clock.monotonic() / 1000);
    const second = this.#seconds[at % windowSeconds];
    if (second === undefined) return;
    if (second.at !== at) Object.assign(second, { at, scrapes: 0, samples: 0, bytes: 0 });
    second.scrapes += 1;
    second.samples += samples;
    second.bytes += bytes;
  }

  rates(): Rates {
    const nowMs = this.#clock.monotonic();
    const oldest = Math.floor(nowMs / 1000) - windowSeconds + 1;
    const overSeconds = Math.min(windowSeconds, Math.max(1, (nowMs - this.#beganMs) / 1000));
    let [scrapes, samples, bytes] = [0, 0, 0];
    for (const second of this.#seconds) {
      if (second.at < oldest) continue;
      scrapes += second.scrapes;
      samples += second.samples;
      bytes += second.bytes;
    }
    return {
      scrapesPerSecond: scrapes / overSeconds,
      samplesPerSecond: samples / overSeconds,
      bytesPerSecond: bytes / overSeconds,
    };
  }
}
