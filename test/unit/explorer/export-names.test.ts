import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportedParts } from '../../../renderer/views/explorer/export/exported-series.ts';
import { fileName } from '../../../renderer/views/explorer/export/file-name.ts';
import type { ResultPart } from '../../../renderer/views/explorer/result/result-part.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { hardTexts, noColumns, partOf } from './result-cases.ts';

const name = (title: string, parts: readonly ResultPart[] = [], extension = 'csv') =>
  fileName(title, exportedParts(parts, undefined), extension);
const at = (text: string) => Date.parse(text);

describe('the name of a file', () => {
  test('says whose it is, and of which times', () => {
    const range = columnsOf([
      ['a', [at('2026-11-22T08:32:00Z'), 1], [at('2026-11-22T10:00:00Z'), 1]],
      ['b', [at('2026-11-22T09:00:00Z'), 1], [at('2026-11-22T11:32:00Z'), 1]],
    ]);
    expect(name('prod-eu-1 B', [partOf(range, 'matrix')])).toBe(
      'binnacle_prod-eu-1-B_20261122T083200Z_20261122T113200Z.csv',
    );
  });

  test('says one time where there is one, and none where there is none', () => {
    const one = columnsOf([['a', [at('2026-11-22T08:32:00Z'), 1]]]);
    const text = partOf(noColumns, 'string', { evaluatedMs: at('2026-11-22T08:32:01Z') });
    expect([name('x', [partOf(one)]), name('x', [text], 'json'), name('x', [partOf(noColumns)])]).toEqual([
      'binnacle_x_20261122T083200Z.csv',
      'binnacle_x_20261122T083201Z.json',
      'binnacle_x.csv',
    ]);
  });

  test('keeps letters of every language, and nothing that leads elsewhere', () => {
    expect([
      name('운영 클러스터 A'),
      name('arn:aws:eks:eu-west-1:1234:cluster/prod A'),
      name('../../etc/passwd'),
      name('CON'),
      name('a\u202eb\u0000c'),
      name('  '),
    ]).toEqual([
      'binnacle_운영-클러스터-A.csv',
      'binnacle_arn-aws-eks-eu-west-1-1234-cluster-prod-A.csv',
      'binnacle_etc-passwd.csv',
      'binnacle_CON.csv',
      'binnacle_a-b-c.csv',
      'binnacle.csv',
    ]);
  });

  test('is one that every system takes, whatever the title is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hardTexts, fc.string({ unit: 'binary' })), { maxLength: 40 }), (titles) => {
        const file = name(titles.join(' '));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be in it
        expect(file).not.toMatch(/[<>:"/\\|?*\s\u0000-\u001f\u007f]/u);
        expect(file).toMatch(/^binnacle(_.*[^.])?\.csv$/u);
        // ext4 and APFS take 255 bytes.
        expect(new TextEncoder().encode(file).length).toBeLessThanOrEqual(255);
      }),
      { seed: 20_261_129, numRuns: 500 },
    );
  });
});
