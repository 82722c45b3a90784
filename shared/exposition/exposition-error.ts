/** Why a body is refused, in Prometheus's own words, and where. */

export class ExpositionError extends Error {
  /** From 1 on; 0 in protobuf, which has no lines. */
  readonly line: number;
  /** In characters, from 1 on: where the token begins that is wrong. In protobuf the byte. */
  readonly column: number;
  /** Prometheus's `lastError`. */
  readonly reason: string;
  /** The sample there could be read, and is refused for its series: Prometheus counts it among those that were scraped. */
  readonly hasSample: boolean;

  constructor(line: number, column: number, reason: string, hasSample = false) {
    super(line === 0 ? `byte ${column}: ${reason}` : `line ${line}, column ${column}: ${reason}`);
    this.name = 'ExpositionError';
    this.line = line;
    this.column = column;
    this.reason = reason;
    this.hasSample = hasSample;
  }
}

/** The body has more lines that are new than its reader takes: a limit of ours, and no mistake of the text. */
export class NewLinesError extends ExpositionError {
  constructor(line: number) {
    super(line, 1, 'sample limit exceeded');
  }
}

/** A mistake before it is known where: whoever reads the line adds that. `at` is a position in the bytes. */
export class Refusal extends Error {
  readonly at: number;
  /** As ExpositionError's. */
  readonly hasSample: boolean;

  constructor(at: number, reason: string, hasSample = false) {
    super(reason);
    this.name = 'Refusal';
    this.at = at;
    this.hasSample = hasSample;
  }
}

/** @param lineStart where the line `line` begins in the bytes; the error may be some lines further on */
export function errorAt(bytes: Uint8Array, lineStart: number, line: number, refusal: Refusal): ExpositionError {
  let number = line;
  let column = 1;
  for (let i = lineStart; i < refusal.at; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 0x0a) {
      number += 1;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) column += 1;
  }
  return new ExpositionError(number, column, refusal.message, refusal.hasSample);
}
