/** Bytes that were written once stay readable: a recording may lie in a drawer for years. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnsOf, itemsOf, samplesOf, variedColumns, variedMetadata } from '../../support/history/recordings.ts';

const file = new URL('../../golden/history/recording-version-1.hex', import.meta.url);

test('a recording of version 1 is read as it was written', async () => {
  const items = await itemsOf(Uint8Array.from(Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')));
  expect(samplesOf(columnsOf(items))).toEqual(samplesOf(variedColumns()));
  const times = { startMs: 1_699_200_000_000, endMs: 1_699_200_000_001 };
  expect(items.filter(({ kind }) => kind === 'metadata' || kind === 'coverage' || kind === 'documents')).toEqual([
    { kind: 'metadata', metrics: variedMetadata.slice(0, 2) },
    { kind: 'coverage', spans: [{ rule: 'all', ...times, state: 'asleep', detail: 'the lid 😴' }] },
    { kind: 'documents', documents: [{ kind: 'config', atMs: 5, seenUntilMs: 9, text: 'global: {}\n' }] },
  ]);
  expect(items.at(-1)).toMatchObject({ kind: 'end', counts: { samples: 115, slots: 4, series: 5 } });
});
