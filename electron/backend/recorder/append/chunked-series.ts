/** A frame of a streamed answer, prompb.ChunkedReadResponse: series, each with chunks as the server has stored them. */

import { Refusal } from '../../../../shared/exposition/exposition-error.ts';
import { WireReader } from '../../../../shared/exposition/wire.ts';
import { BitReader } from './bit-reader.ts';
import { readHistogramChunk } from './histogram-chunk.ts';
import { keyOfBytes, labelsOfKey } from './label-bytes.ts';
import type { ReadSink } from './read-sink.ts';
import { readXorChunk } from './xor-chunk.ts';

/** prompb.Chunk.Encoding. */
const xorEncoding = 1;
const histogramEncoding = 2;
const floatHistogramEncoding = 3;

/** Longer ones are no names of anything, and would be held for as long as the series is known. */
const mostLabelBytes = 256 * 1024;

/** @param view with spare bytes behind what it has of the message @throws Refusal */
export function readChunkedSeries(view: DataView, length: number, sink: ReadSink): void {
  const bits = new BitReader(view);
  const reader = new WireReader(bits.bytes, 0, length, 'ChunkedReadResponse', view);
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) readSeries(reader.message('ChunkedSeries', 'ChunkedSeries'), bits, sink);
    else reader.skip();
  }
}

function readSeries(reader: WireReader, bits: BitReader, sink: ReadSink): void {
  openSeries(reader, sink);
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) throw new Refusal(reader.at, 'a label behind the chunks of its series');
    if (field === 2) readChunk(reader.message('Chunks', 'Chunk'), bits, sink);
    else reader.skip();
  }
}

/** Reads the labels, which come first, and leaves the reader before what is behind them. @throws Refusal */
export function openSeries(reader: WireReader, sink: ReadSink): void {
  const from = reader.at;
  let to = from;
  for (let field = reader.field(); field === 1; field = reader.field()) {
    reader.skip();
    to = reader.at;
  }
  reader.at = to;
  if (to - from > mostLabelBytes) throw new Refusal(from, `labels of ${to - from} bytes`);
  const key = keyOfBytes(reader.bytes, from, to);
  sink.open(key, () => labelsOfKey(key, from));
}

function readChunk(reader: WireReader, bits: BitReader, sink: ReadSink): void {
  let encoding = 0;
  let [from, to] = [reader.end, reader.end];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 3) encoding = reader.int64('Type');
    else if (field === 4) [from, to] = reader.range('Data');
    else reader.skip();
  }
  bits.begin(from, to);
  if (encoding === xorEncoding) readXorChunk(bits, sink);
  else if (encoding === histogramEncoding) readHistogramChunk(bits, sink, false);
  else if (encoding === floatHistogramEncoding) readHistogramChunk(bits, sink, true);
  // All kinds begin with how many samples they have.
  else sink.refuse(bits.bits(16));
}
