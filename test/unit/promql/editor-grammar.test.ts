/** Where the grammar of the query editor (lezer-promql of the same Prometheus) marks as wrong what Prometheus and we understand. */
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { printExpr } from '../../../shared/promql/print.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { accepted, acceptedExperiments, acceptedSince3 } from './cases.ts';
import { randomExpr } from './random-promql.ts';

function editorRefuses(text: string): boolean {
  let refuses = false;
  parser.parse(text).iterate({
    enter: (node) => {
      refuses ||= node.type.isError;
    },
  });
  return refuses;
}

describe('the editor’s grammar', () => {
  it('marks these as wrong, which are right', () => {
    const all = [...accepted, ...acceptedSince3, ...acceptedExperiments].map(([text]) => text);
    expect(new Set(all.filter(editorRefuses))).toEqual(
      new Set([
        // A metric may be called so.
        'offset',
        'offset offset 5m',
        // Nothing has to stand behind the point.
        '5.',
        '5.e3',
        '1.',
        '1.e1',
        // A big X, and `_` behind it.
        '0X1F',
        '0XfF',
        '0x_1',
        '0x1_F',
        '0X_1F',
        // Any name is a label's.
        'sum by (a:b)(foo)',
        'sum by (a:b) (foo)',
        // Functions outside durations, and any case within.
        'min_of(1, 2)',
        'max_of(min_of(1, 2), time())',
        'foo[STEP() + 1]',
      ]),
    );
  });

  it('marks nothing else of random expressions but a metric called offset', () => {
    const others: string[] = [];
    for (let seed = 1; seed <= 1000; seed++) {
      const text = printExpr(randomExpr(seededRandom(seed), 1 + (seed % 4)));
      const withoutTexts = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
      // Of two words `offset` that follow each other, or of one that no selector precedes, one is a metric.
      const hasOffsetMetric = /offset(?:$|[^ ]| (?!-?[\d(]|(?:-?(?:step|range|min_of|max_of)\()))/.test(withoutTexts);
      if (editorRefuses(text) && !hasOffsetMetric) others.push(`seed ${seed}: ${text}`);
    }
    expect(others).toEqual([]);
  });
});
