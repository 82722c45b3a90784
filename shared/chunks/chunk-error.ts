/** What a decoder throws for bytes that are no chunk, and an encoder for samples that cannot be one. */
export class ChunkError extends Error {
  /** Where in the bytes; undefined where samples were refused. */
  readonly byte: number | undefined;

  constructor(what: string, byte?: number) {
    super(byte === undefined ? what : `${what} (at byte ${byte})`);
    this.name = 'ChunkError';
    this.byte = byte;
  }
}
