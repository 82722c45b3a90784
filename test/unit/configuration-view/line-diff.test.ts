/** What differs between two texts: as few changes as a reader would tell, bound in time, and always such that the one becomes the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import {
  changedWithin,
  type DiffLook,
  type DiffRow,
  diffRows,
  patchText,
} from '../../../renderer/views/configuration/diff-rows.ts';
import { diffLines } from '../../../renderer/views/configuration/line-diff.ts';

const diff = (a: readonly string[], b: readonly string[]) => atOnce(diffLines(a, b));

/** What `b` is by `a` and the changes. */
function changed(a: readonly string[], b: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  for (const change of diff(a, b).changes) {
    lines.push(...a.slice(at, change.a), ...b.slice(change.b, change.b + change.bCount));
    at = change.a + change.aCount;
  }
  return [...lines, ...a.slice(at)];
}

/** The fewest lines to take out and put in, by the table of all of them. */
function fewest(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, line] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries())
      next.push(line === other ? (row[j] ?? 0) : 1 + Math.min(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const few = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
const many = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 60 });

describe('what differs', () => {
  it('makes the one text out of the other, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), fc.oneof(few, many), (a, b) => {
        expect(changed(a, b)).toEqual(b);
        const { added, removed } = diff(a, b);
        expect(b.length - a.length).toBe(added - removed);
        expect(added + removed).toBeGreaterThanOrEqual(fewest(a, b));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('is the fewest changes where no line stands once in both', () => {
    const doubled = few.map((lines) => lines.flatMap((line) => [line, line]));
    fc.assert(
      fc.property(doubled, doubled, (a, b) => {
        // Two of a kind at either end may be trimmed to one, which is then held on to.
        const { added, removed } = diff(['x', 'x', ...a, 'y', 'y'], ['x', 'x', ...b, 'y', 'y']);
        expect(added + removed).toBeLessThanOrEqual(fewest(a, b) + 4);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('tells a job that was taken out, and one that was put in between, as just that', () => {
    const job = (name: string) => [`- job_name: ${name}`, '  honor_timestamps: true', '  scheme: http', '  targets:'];
    const before = ['a', 'b', 'c', 'd'].flatMap(job);
    expect(diff(before, ['a', 'b', 'x', 'c', 'd'].flatMap(job)).changes).toEqual([
      { a: 8, aCount: 0, b: 8, bCount: 4 },
    ]);
    expect(diff(before, ['a', 'c', 'd'].flatMap(job)).changes).toEqual([{ a: 4, aCount: 4, b: 4, bCount: 0 }]);
  });

  it('of two large texts that have hardly a line in common, or the same few again and again, is there at once', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => `a${i % 97}`);
    const b = Array.from({ length: 20_000 }, (_, i) => `${i % 3 === 0 ? 'a' : 'b'}${(i * 7) % 97}`);
    const { added, removed } = diff(a, b);
    expect(added - removed).toBe(0);
    expect(changed(a, b)).toEqual(b);
    expect(diff(a, a)).toEqual({ changes: [], added: 0, removed: 0 });
    expect(diff([], a)).toEqual({ changes: [{ a: 0, aCount: 0, b: 0, bCount: 20_000 }], added: 20_000, removed: 0 });
  });

  it('comes in slices of some milliseconds', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => `a${i % 97}`);
    const work = diffLines(a, a.toReversed());
    let steps = 0;
    while (work.next().done !== true) steps += 1;
    expect(steps).toBeGreaterThan(500);
  });
});

describe('the rows of it', () => {
  const a = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const b = [...a.slice(0, 10), 'ten', ...a.slice(11, 20), ...a.slice(22), 'more'];
  const rows = (look: DiffLook, opened: readonly number[] = []) =>
    atOnce(diffRows(diff(a, b), a.length, look, new Set(opened)));
  const short = (row: DiffRow) => {
    if (row.kind === 'gap') return `gap ${row.a} ${row.count}`;
    return [row.kind, 'a' in row ? row.a : '', 'b' in row ? row.b : ''].join(' ');
  };

  it('fold what is the same but for three lines around a change, and open again', () => {
    const { rows: shown, starts } = rows('unified');
    expect(shown.map(short)).toEqual([
      ...['gap 0 7', 'same 7 7', 'same 8 8', 'same 9 9', 'removed 10 ', 'added  10', 'same 11 11', 'same 12 12'],
      ...['same 13 13', 'gap 14 3', 'same 17 17', 'same 18 18', 'same 19 19', 'removed 20 ', 'removed 21 '],
      ...['same 22 20', 'same 23 21', 'same 24 22', 'gap 25 2', 'same 27 25', 'same 28 26', 'same 29 27', 'added  28'],
    ]);
    expect(starts).toEqual([4, 13, 22]);
    expect(
      rows('unified', [14])
        .rows.map(short)
        .filter((row) => row.startsWith('gap')),
    ).toEqual(['gap 0 7', 'gap 25 2']);
  });

  it('stand side by side, the one in place of the other', () => {
    const { rows: shown } = rows('split');
    expect(shown.filter(({ kind }) => kind === 'changed')).toEqual([
      { kind: 'changed', a: 10, b: 10 },
      { kind: 'changed', a: 20, b: undefined },
      { kind: 'changed', a: 21, b: undefined },
      { kind: 'changed', a: undefined, b: 28 },
    ]);
  });

  it('mark what of a line is another, unless hardly anything is left of it', () => {
    expect(changedWithin('  scrape_interval: 15s', '  scrape_interval: 30s')).toEqual({ from: 19, to: 21 });
    expect(changedWithin('  scrape_interval: 15s', '  metrics_path: /x')).toBeUndefined();
    expect(changedWithin('a: 1', 'a: 1 2')).toBeUndefined();
    expect(changedWithin('a: 1 2', 'a: 1')).toEqual({ from: 4, to: 6 });
  });

  it('are a patch that `patch` takes', () => {
    const patch = patchText(diff(a, b), { name: 'before', lines: a }, { name: 'after', lines: b });
    expect(patch.split('\n').filter((line) => /^(---|\+\+\+|@@|[+-])/.test(line))).toEqual([
      ...[
        '--- before',
        '+++ after',
        '@@ -8,7 +8,7 @@',
        '-line 10',
        '+ten',
        '@@ -18,8 +18,6 @@',
        '-line 20',
        '-line 21',
      ],
      ...['@@ -28,3 +26,4 @@', '+more'],
    ]);
  });
});
