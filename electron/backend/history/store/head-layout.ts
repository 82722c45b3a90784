/** Which series a head row has, in which order: a version byte, their number, the differences of their ids, a checksum. docs/formats/history.md */
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import { seal, unseal } from '../../../../shared/chunks/sealed.ts';

const version = 1;
export const mostSeriesInLayout = 2 ** 24;
const mostId = 2 ** 32 - 1;

export function encodeLayout(series: Uint32Array): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(version);
  writer.varint(series.length);
  let before = 0;
  for (const id of series) {
    writer.zigzag(id - before);
    before = id;
  }
  return seal(writer);
}

/** @throws ChunkError for what is no layout */
export function decodeLayout(bytes: Uint8Array): Uint32Array {
  const reader = unseal(bytes, version, 'layout');
  const count = reader.count(mostSeriesInLayout, 'the number of series');
  if (count > bytes.length) reader.fail('the bytes end too early');
  const series = new Uint32Array(count);
  let id = 0;
  for (let i = 0; i < count; i += 1) {
    id += reader.zigzag();
    if (id < 0 || id > mostId) reader.fail(`${id} is no id of a series`);
    series[i] = id;
  }
  reader.expectEnd();
  return series;
}
