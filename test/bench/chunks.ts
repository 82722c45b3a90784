/**
 * `npm run bench -- chunks`: the chunk codec on generated columns, each kind by itself and all of them as a cluster mixes them: bytes a
 * sample (without SQLite's), million samples a second of processor time. What is decoded is compared first, bit by bit.
 */
import { decodeChunk, encodeChunk } from '../../shared/chunks/chunk.ts';
import { columnKinds, columnsOf, timesCount } from './chunk-data.ts';
import { type Figure, interleave, median, type Runs, report } from './harness.ts';

const seed = 6;
const columnCount = 2000;

function assertEqual(column: Float64Array, bytes: Uint8Array): void {
  const { values } = decodeChunk(bytes, () => timesCount);
  const bits = (doubles: Float64Array) => Buffer.from(doubles.buffer, doubles.byteOffset, doubles.byteLength);
  if (!bits(values).equals(bits(column))) throw new Error('a chunk came back otherwise');
}

/** @returns milliseconds of processor time: others work on this machine, too. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const mixed = columnKinds.flatMap((kind) => columnsOf(kind, (columnCount * kind.share) / 100, seed));
const groups = [
  ...columnKinds.map((kind) => ({ name: kind.name, columns: columnsOf(kind, columnCount / 4, seed) })),
  { name: 'all', columns: mixed },
];

const figures: Figure[] = [];
const runs: Record<string, Runs> = {};
for (const { name, columns } of groups) {
  const chunks = columns.map((values) => encodeChunk(1, timesCount, { values }));
  for (const [i, column] of columns.entries()) assertEqual(column, chunks[i] as Uint8Array);
  const samples = columns.length * timesCount;
  const repeats = Math.ceil(2e6 / samples);
  const measured = await interleave({
    encode: () =>
      spent(() => {
        for (let i = 0; i < repeats; i += 1) for (const values of columns) encodeChunk(1, timesCount, { values });
      }),
    decode: () =>
      spent(() => {
        for (let i = 0; i < 4 * repeats; i += 1) for (const chunk of chunks) decodeChunk(chunk, () => timesCount);
      }),
  });
  runs[name] = measured;
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  figures.push({ name: `${name}: size`, value: size / samples, unit: 'bytes/sample' });
  figures.push({ name: `${name}: encode`, value: (repeats * samples) / median(measured.encode) / 1000, unit: 'M/s' });
  figures.push({
    name: `${name}: decode`,
    value: (4 * repeats * samples) / median(measured.decode) / 1000,
    unit: 'M/s',
  });
}
report('chunks', figures, runs);
