/** How the lines of a configuration belong together, what is folded of them, and what stays when another one comes. */

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { evenPlaces, placesOf } from '../../../renderer/components/line-places.ts';
import { atOnce } from '../../../renderer/components/slices.ts';
import { readDocument } from '../../../renderer/views/configuration/document.ts';
import { jobAt, jobPart } from '../../../renderer/views/configuration/outline.ts';
import { allFolds, rowOf, unfolded, visibleLines } from '../../../renderer/views/configuration/visible-lines.ts';
import { screenLinesOf } from '../../../renderer/views/configuration/wrapped-lines.ts';

/** As Prometheus writes it: dashes under their key. */
const written = `global:
  scrape_interval: 15s
  external_labels:
    cluster: harbor
rule_files:
- /etc/rules/*.yml
- 'it''s/*.yml'
alerting:
  alertmanagers:
  - scheme: http
    static_configs:
    - targets:
      - alerts:9093
scrape_configs:
- job_name: node
  honor_timestamps: true
  static_configs:
  - targets:
    - a:9100

    - b:9100
# between the two
- job_name: "kube \\"state\\""
  metrics_path: /metrics
- metrics_path: /last
  job_name: late # a remark
remote_write:
- url: https://far/api/v1/write
  name: far
- url: https://near/api/v1/write
`;

const document = (text: string) => atOnce(readDocument(text, undefined));
const all = { from: 0, to: written.split('\n').length - 2 };
const noFolds: ReadonlySet<number> = new Set();

describe('the outline', () => {
  it('has the sections with what is in them, by the names that they have', () => {
    const { sections } = document(written);
    const shown = sections.map(({ key, from, to, entries }) => [key, from, to, entries.map(({ name }) => name)]);
    expect(shown).toEqual([
      ['global', 0, 3, []],
      ['rule_files', 4, 6, ['/etc/rules/*.yml', "it's/*.yml"]],
      ['alerting', 7, 12, []],
      ['scrape_configs', 13, 25, ['node', 'kube "state"', 'late']],
      ['remote_write', 26, 29, ['far', 'https://near/api/v1/write']],
    ]);
  });

  it('knows the part of a job, wherever its name stands in it, and the job of a line', () => {
    const outline = document(written);
    const part = ({ from, to }: { from: number; to: number }) => [from, to];
    expect(part(jobPart(outline, 'node') ?? all)).toEqual([14, 20]);
    expect(part(jobPart(outline, 'late') ?? all)).toEqual([24, 25]);
    expect(jobPart(outline, 'far')).toBeUndefined();
    expect([13, 14, 20, 21, 25, 26].map((line) => jobAt(outline, line)?.name)).toEqual([
      ...[undefined, 'node', 'node', undefined, 'late', undefined],
    ]);
  });

  it('is the same of a list that stands further in than its key', () => {
    const own = stringify({ scrape_configs: [{ job_name: 'a', scheme: 'http' }, { job_name: 'b' }], global: {} });
    expect(own).toContain('\n  - job_name: a');
    expect(document(own).sections.map(({ key, entries }) => [key, entries.map(({ name }) => name)])).toEqual([
      ['scrape_configs', ['a', 'b']],
      ['global', []],
    ]);
  });

  it('has no parts of what is no YAML, and fails on nothing', () => {
    for (const text of ['', '\n\n', '- - -\n-\n', '{"global": {}}', '\t\tx: 1\n]: [', '---\n...\n'])
      expect(document(text).sections.flatMap(({ entries }) => entries)).toEqual([]);
  });
});

describe('the lines that are shown', () => {
  it('are without those that a folded one hides, which what belongs to it are', () => {
    const shown = document(written);
    const node = shown.paths[14] ?? 0;
    const rows = visibleLines(shown, all, new Set([node]));
    expect([...rows]).toEqual([...Array(15).keys(), ...Array.from({ length: 9 }, (_, i) => 21 + i)]);
    expect([rowOf(rows, 14), rowOf(rows, 17), rowOf(rows, 21), rowOf(rows, 999)]).toEqual([14, 14, 15, 23]);
    expect([...visibleLines(shown, { from: 14, to: 20 }, noFolds)]).toEqual([14, 15, 16, 17, 18, 19, 20]);
    expect([...visibleLines(shown, { from: 0, to: -1 }, noFolds)]).toEqual([]);
  });

  it('fold each entry of a list and the sections that are none, and unfold what hides a line', () => {
    const shown = document(written);
    const folded = allFolds(shown);
    const texts = [...visibleLines(shown, all, folded)].map((line) => shown.lines[line]?.trim());
    expect(texts.filter((text) => text?.includes('job_name') || text?.startsWith('global'))).toEqual([
      ...['global:', '- job_name: node', '- job_name: "kube \\"state\\""'],
    ]);
    expect(texts).toContain('- metrics_path: /last');
    const within = unfolded(shown, folded, 18);
    expect([folded.size - within.size, [...visibleLines(shown, all, within)].includes(18)]).toEqual([1, true]);
    expect(unfolded(shown, folded, 0)).toBe(folded);
  });
});

describe('what is folded', () => {
  const hidden = (text: string, folded: ReadonlySet<number>) => {
    const shown = document(text);
    const rows = new Set(visibleLines(shown, { from: 0, to: shown.lines.length - 1 }, folded));
    return shown.lines.filter((_, line) => !rows.has(line)).map((line) => line.trim());
  };
  const pathsOf = (text: string, ...lines: number[]) => {
    const { paths } = document(text);
    return new Set(lines.map((line) => paths[line] ?? 0));
  };

  it('is found again in another text, whatever comes before it, by what it stands in', () => {
    const folded = pathsOf(written, 14, 7);
    const before = hidden(written, folded);
    expect(before).toHaveLength(11);
    const moved = written
      .replace('global:', '# new\nglobal:')
      .replace('- job_name: node', '- job_name: first\n  static_configs:\n  - targets: [c]\n- job_name: node')
      .replace('b:9100', 'other:9100');
    expect(hidden(moved, folded)).toEqual(before.map((line) => line.replace('b:9100', 'other:9100')));
    expect(hidden(written.replace('job_name: node', 'job_name: nodes'), folded)).toHaveLength(5);
  });

  it('is one of several that are written alike: each has a number of its own', () => {
    const alike = 'a:\n- targets:\n  - 1\n- targets:\n  - 2\n- targets:\n  - 3\nb:\n- targets:\n  - 4\n';
    expect(hidden(alike, pathsOf(alike, 3))).toEqual(['- 2']);
    expect(hidden(alike, pathsOf(alike, 8))).toEqual(['- 4']);
    const { paths } = document(alike);
    const own = [...paths].filter((path) => path !== 0);
    expect(own).toHaveLength(6);
    expect(new Set(own).size).toBe(6);
    expect(own.every((path) => Number.isSafeInteger(path) && path > 0)).toBe(true);
  });

  it('has as many numbers as parts in a text of twenty thousand lines, and none for a line that hides nothing', () => {
    const text = stringify({
      scrape_configs: Array.from({ length: 2000 }, (_, n) => ({
        ...{ job_name: `job-${n}`, static_configs: [{ targets: ['a'] }], relabel_configs: [{ regex: 'a' }] },
      })),
    });
    const { paths, ends } = document(text);
    const folding = [...paths].filter((_, line) => (ends[line] ?? line) > line);
    expect(folding.length).toBeGreaterThan(6000);
    expect(new Set(folding).size).toBe(folding.length);
    expect([...paths].filter((path) => path !== 0)).toHaveLength(folding.length);
  });
});

describe('lines that go on below', () => {
  it('take as many lines of the screen as they need, the later ones further in', () => {
    expect([0, 80, 81].map((characters) => screenLinesOf(characters, 0, 80))).toEqual([1, 1, 2]);
    // Eighty, then each seventy-four: two more than the four that it begins with.
    expect([80 + 74, 80 + 75].map((characters) => screenLinesOf(characters, 4, 80))).toEqual([2, 3]);
    // However far in it begins, half of forty columns is left.
    expect(screenLinesOf(4000, 300, 40)).toBe(1 + 3960 / 20);
  });

  it('stand under each other as high as they are', () => {
    const heights = [18, 54, 18];
    const places = placesOf(3, (row) => heights[row] ?? 0);
    expect([0, 1, 2, 3].map(places.topOf)).toEqual([0, 18, 72, 90]);
    expect([-5, 0, 17, 18, 71, 72, 900].map(places.rowAt)).toEqual([0, 0, 0, 1, 1, 2, 2]);
    const even = evenPlaces(3, 18);
    expect([even.totalPx, even.topOf(3), even.rowAt(-1), even.rowAt(35), even.rowAt(900)]).toEqual([54, 54, 0, 1, 2]);
    expect([placesOf(0, () => 18).rowAt(5), evenPlaces(0, 18).rowAt(5), placesOf(0, () => 18).totalPx]).toEqual([
      0, 0, 0,
    ]);
  });

  it('are of a document that can be as high as that, and not of one that was made too long', () => {
    expect(document(written).canWrap).toBe(true);
    const { widths, indents } = document('a:\n    b: c\n');
    expect([[...widths], [...indents]]).toEqual([
      [2, 8],
      [0, 4],
    ]);
    expect(document(`${'x'.repeat(4000)}\n`.repeat(20_000)).canWrap).toBe(false);
  });
});

describe('a document', () => {
  it('keeps the numbers of lines that both have when another one comes', () => {
    const before = document(written);
    const text = written
      .replace('global:', '# new\nglobal:')
      .replace('- job_name: "kube', '- job_name: x\n- job_name: "kube');
    const after = atOnce(readDocument(text, before));
    const idOf = (shown: typeof before, line: string) => shown.ids[shown.lines.indexOf(line)];
    for (const line of ['global:', '- job_name: node', '- metrics_path: /last', '- url: https://near/api/v1/write'])
      expect(idOf(after, line)).toBe(idOf(before, line));
    const fresh = [idOf(after, '# new'), idOf(after, '- job_name: x')];
    expect(fresh.filter((id) => [...before.ids].includes(id ?? -1))).toEqual([]);
    expect(new Set(after.ids).size).toBe(after.lines.length);
    expect([after.diff?.added, after.diff?.removed]).toEqual([2, 0]);
  });

  it('shows hostile text as what it is: one line stays one, and none is longer than is shown', () => {
    const { lines, text } = document(`a: \u202eevil\rb\r\nc: ${'x'.repeat(9000)}\nd: \u2028\u0007\n`);
    expect(lines.map((line) => line.length)).toEqual([17, 4001, 19]);
    expect(lines[0]).toBe('a: ⟨U+202E⟩evil b');
    expect(lines[2]).toBe('d: ⟨U+2028⟩⟨U+0007⟩');
    expect(text).toContain('\u202e');
  });
});
