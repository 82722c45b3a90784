/** What stands for the series of a protobuf message in the cache: its texts, each behind its length, so that no two series have one key. */
import { padding } from './line-cache.ts';

export class SeriesKey {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  length = 0;

  begin(): void {
    this.length = 0;
  }

  push(from: Uint8Array, start: number, end: number): void {
    const { length } = this;
    const next = length + 4 + (end - start);
    if (next + padding > this.bytes.length) {
      const larger = new Uint8Array(2 * (next + padding));
      larger.set(this.bytes.subarray(0, length));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.view.setUint32(length, end - start, true);
    this.bytes.set(from.subarray(start, end), length + 4);
    this.length = next;
  }
}
