import { afterEach, describe, expect, it } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { exportRecording } from '../../../electron/backend/history/transfer/export-recording.ts';
import { type ImportSink, importRecording } from '../../../electron/backend/history/transfer/import-recording.ts';
import { coverageOf, documentsOf, importSink } from '../../../electron/backend/history/transfer/source-records.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { seededRandom } from '../../fuzz/random.ts';
import {
  beginMs,
  piecesOf,
  recordingOf,
  samplesOf,
  slotMs,
  variedColumns,
  variedMetadata,
} from '../../support/history/recordings.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { RandomSource } from '../history-read/random-source.ts';

const fixtures: SourceFixture[] = [];

function createFixture(): SourceFixture {
  const fixture = createSourceFixture();
  fixtures.push(fixture);
  return fixture;
}

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.dispose();
});

/** All of a source, as the command line does it. */
async function exported({ files }: SourceFixture, times = { startMs: 0, endMs: 200 * slotMs }): Promise<Uint8Array> {
  const reader = openHistoryReader(files);
  const history = openReadable(files.history, 'history');
  const parts: Uint8Array[] = [];
  try {
    await exportRecording(
      {
        ...{ snapshots: reader, source: null, ...times, selectors: [], createdMs: 0 },
        createdBy: { name: 'test', version: '0' },
        coverage: coverageOf(history, times),
        documents: documentsOf(history, times),
      },
      (part) => void parts.push(part),
    );
  } finally {
    history.close();
    reader.close();
  }
  return Uint8Array.from(Buffer.concat(parts));
}

const window = { startMs: beginMs, endMs: beginMs + 4 * slotMs };

async function imported(file: Uint8Array, writer: HistoryWriter) {
  return importRecording(piecesOf(file, 5000), importSink(writer));
}

describe('a recording of a history', () => {
  it('makes the same history elsewhere, bit for bit, from chunks and head', async () => {
    for (const seed of [1, 2, 3]) {
      const from = createFixture();
      const source = new RandomSource(seededRandom(seed), from);
      for (let i = 0; i < 120; i += 1) source.act();
      const to = createFixture();
      const { samples } = await imported(await exported(from), to.open());
      const expected = storedSamples(from.files, { allowTwice: true });
      expect(storedSamples(to.files)).toEqual(expected);
      const count = [...expected.values()].reduce((sum, { size }) => sum + size, 0);
      expect(samples).toEqual({ added: count, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 });
      expect(count).toBeGreaterThan(500);
    }
  });

  it('may be imported once more, and contradicts nothing', async () => {
    const { file } = await recordingOf(variedColumns(), variedMetadata);
    const fixture = createFixture();
    const writer = fixture.open();
    await imported(file, writer);
    const { samples } = await imported(file, writer);
    expect(samples).toEqual({ added: 0, duplicate: 115, conflicting: 0, outOfOrder: 0, refused: 0 });
    expect(storedSamples(fixture.files)).toEqual(samplesOf(variedColumns()));
    const reader = openHistoryReader(fixture.files);
    expect([...reader.begin().storage.metadata()].sort((a, b) => (a.metric < b.metric ? -1 : 1))).toEqual([
      ...[variedMetadata[1], variedMetadata[0]],
    ]);
    reader.close();
  });

  it('carries coverage and documents, and takes no word away from what is known there', async () => {
    const span = (from: number, to: number, state: string, detail = '') => ({
      ...{ rule: 'all', startMs: beginMs + from, endMs: beginMs + to, state, detail },
    });
    const coverage = [
      span(0, 9, 'recorded'),
      span(10, 19, 'asleep'),
      span(20, 29, 'recorded'),
      span(30, 39, 'melted', 'x'),
    ];
    const documents = [
      { kind: 'config', atMs: beginMs + 1, seenUntilMs: beginMs + 5, text: 'a: 1\n' },
      { kind: 'config', atMs: beginMs + 6, seenUntilMs: beginMs + 6, text: 'a: 2\n' },
      { kind: 'flags', atMs: beginMs, seenUntilMs: beginMs + 100, text: '{"é":"😀"}' },
    ];
    const { file } = await recordingOf([], [], { coverage, documents });
    const fixture = createFixture();
    const known = (await recordingOf([], [], { coverage: [span(15, 24, 'recorded')] })).file;
    const writer = fixture.open();
    await imported(known, writer);
    expect((await imported(file, writer)).skipped).toBe(0);
    const history = openReadable(fixture.files.history, 'history');
    expect([...coverageOf(history, window)]).toEqual([
      span(0, 9, 'recorded'),
      ...[span(10, 14, 'asleep'), span(15, 29, 'recorded'), span(30, 39, 'other', 'melted: x')],
    ]);
    expect([...documentsOf(history, window)]).toEqual(documents);
    history.close();
  });

  it('keeps what was stored until it was cancelled, and says how much that is', async () => {
    const columns = Array.from({ length: 40 }, (_, i) => ({
      labels: ['i', String(i).padStart(2, '0')],
      timesMs: Float64Array.from({ length: 20_000 }, (_, k) => beginMs + k),
      values: new Float64Array(20_000),
    }));
    const { file } = await recordingOf(columns);
    const fixture = createFixture();
    const writer = fixture.open();
    const controller = new AbortController();
    let last = 0;
    const onProgress = ({ samples }: { readonly samples: { readonly added: number } }) => {
      last = samples.added;
      if (last > 0) controller.abort();
    };
    const run = importRecording(piecesOf(file), importSink(writer), { signal: controller.signal, onProgress });
    await expect(run).rejects.toThrow(CancelledError);
    const stored = [...storedSamples(fixture.files).values()].reduce((sum, { size }) => sum + size, 0);
    expect(stored).toBe(last);
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(800_000);
    expect((await imported(file, writer)).samples).toEqual({
      ...{ added: 800_000 - stored, duplicate: stored, conflicting: 0, outOfOrder: 0, refused: 0 },
    });
  });

  it('gives a sink no more at once than it should hold, and counts what it has no place for', async () => {
    const columns = Array.from({ length: 3000 }, (_, i) => ({
      labels: ['i', String(i)],
      timesMs: Float64Array.from({ length: 600 }, (_, k) => beginMs + 10 * k),
      values: new Float64Array(600),
    }));
    const coverage = [{ rule: 'r', startMs: 0, endMs: 1, state: 'recorded', detail: '' }];
    const { file } = await recordingOf(columns, [], { coverage });
    const sizes: (readonly [columns: number, samples: number])[] = [];
    const sink: ImportSink = {
      appendColumns: async (some) => {
        sizes.push([some.length, some.reduce((sum, { timesMs }) => sum + timesMs.length, 0)]);
        return { added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };
      },
      setMetadata: () => undefined,
    };
    const { skipped } = await importRecording(piecesOf(file), sink);
    expect(Math.max(...sizes.map(([count]) => count))).toBeLessThanOrEqual(2000);
    expect(Math.max(...sizes.map(([, samples]) => samples))).toBeLessThanOrEqual(2 ** 18 + 600);
    expect(sizes.reduce((sum, [, samples]) => sum + samples, 0)).toBe(1_800_000);
    expect(skipped).toBe(1);
  });
});
