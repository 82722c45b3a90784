/** A look at the beginning of an answer's body, which is then handed on as it was. */
import { Readable } from 'node:stream';
import * as consumers from 'node:stream/consumers';

/** @param body of an undici answer. @returns at most a chunk more than `limit` bytes, and the whole body again @throws what reading does */
export async function readSome<Body extends { destroy(): unknown }>(
  body: Body,
  limit: number,
): Promise<{ readonly read: Buffer; readonly whole: Body }> {
  const rest = (body as unknown as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > limit) break;
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield* chunks;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  }
  const stream = Readable.from(all(), { objectMode: false });
  stream.once('close', () => body.destroy());
  return { read: Buffer.concat(chunks), whole: asBody<Body>(stream) };
}

/** With what undici's bodies have beside a stream's own. */
function asBody<Body>(stream: Readable): Body {
  const body = Object.assign(stream, {
    bodyUsed: false,
    text: () => consumers.text(stream),
    json: () => consumers.json(stream),
    blob: async () => new Blob([await consumers.arrayBuffer(stream)]),
    bytes: async () => new Uint8Array(await consumers.arrayBuffer(stream)),
    arrayBuffer: () => consumers.arrayBuffer(stream),
    formData: () => Promise.reject(new Error('there are no forms here')),
    async dump() {
      stream.destroy();
    },
  });
  // Its `body` is a member that no value can have (undici's types contradict each other).
  return body as unknown as Body;
}
