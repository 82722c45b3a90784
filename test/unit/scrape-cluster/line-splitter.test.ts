import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../electron/backend/scrape/cluster/line-splitter.ts';

/** What comes out, however the bytes were cut. */
function linesOf(splitter: LineSplitter, text: string, pieceBytes: number): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    lines.push(...splitter.push(bytes.subarray(at, at + pieceBytes)));
  return lines;
}

describe('lines of a stream', () => {
  it.each([1, 2, 3, 7, 1000])('are the same in pieces of %d bytes, letters of several bytes too', (pieceBytes) => {
    expect(linesOf(new LineSplitter(100), 'einß\n\nzwei 물\ndrei', pieceBytes)).toEqual(['einß', 'zwei 물']);
  });

  it.each([1, 3, 64])('are left out where they are too long, and counted, in pieces of %d bytes', (pieceBytes) => {
    const splitter = new LineSplitter(10);
    const lines = linesOf(splitter, `${'x'.repeat(10)}\n${'y'.repeat(11)}\n${'z'.repeat(500)}\nok\n`, pieceBytes);
    expect([lines, splitter.refused]).toEqual([['x'.repeat(10), 'ok'], 2]);
  });
});
