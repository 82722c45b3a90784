/** What of a call becomes the worker's instead of being copied for it: the bodies of scrapes, and pieces of answers, which may have megabytes. */
import { isMarkedAsUntransferable } from 'node:worker_threads';
import type { WriterCall } from './writer-protocol.ts';

interface Posted {
  readonly call: WriterCall;
  readonly transfer: readonly ArrayBuffer[];
}

/** @returns the call as it is to be posted. A view of part of a buffer would take all of it along, and Node's pool of small ones cannot go at all */
export function withBuffers(call: WriterCall): Posted {
  if (call.name === 'feedRead') {
    const [id, bytes] = call.args;
    const own = ownBytes(bytes);
    return { call: { name: 'feedRead', args: [id, own] }, transfer: [own.buffer] };
  }
  if (call.name !== 'scrape') return { call, transfer: [] };
  const [input] = call.args;
  if (input.answer.kind !== 'body') return { call, transfer: [] };
  const own = ownBytes(input.answer.bytes);
  const answer = { ...input.answer, bytes: own };
  return { call: { name: 'scrape', args: [{ ...input, answer }] }, transfer: [own.buffer] };
}

function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = bytes.byteLength === buffer.byteLength && !isMarkedAsUntransferable(buffer);
  return isWhole && buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}
