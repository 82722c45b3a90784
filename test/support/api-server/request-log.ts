/** What the double was asked: the last requests, and how many there were. */
import type { IncomingMessage } from 'node:http';

export interface RequestRecord {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** '' where authentication failed. */
  readonly user: string;
  /** Undefined while (or because) it was not answered; 101 for an accepted upgrade. */
  readonly code: number | undefined;
}

export type Recording = { -readonly [Field in keyof RequestRecord]: RequestRecord[Field] };

/** The log forgets its oldest above this. */
const recordLimit = 10_000;

export class RequestLog {
  readonly records: Recording[] = [];
  /** All that were ever asked, by method. */
  readonly counts = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(request: IncomingMessage): Recording {
    const record = { method: request.method ?? '', path: request.url ?? '', user: '', code: undefined };
    this.#count += 1;
    this.counts.set(record.method, (this.counts.get(record.method) ?? 0) + 1);
    this.records.push(record);
    if (this.records.length > recordLimit) this.records.shift();
    return record;
  }
}
