import { describe, expect, it } from 'vitest';
import { everything, selectorOf, toggleValue } from '../../../../renderer/views/explorer/metrics/built-selector.ts';
import { listedValues, orderedLabels } from '../../../../renderer/views/explorer/metrics/listed-labels.ts';
import type { LabelSummary, SelectorSummary } from '../../../../shared/model/catalog.ts';

const label = (name: string, ...values: [string, number][]): LabelSummary => ({
  name,
  values: values.length,
  series: values.reduce((sum, [, series]) => sum + series, 0),
  top: values.map(([value, series]) => ({ value, series })),
});
const summary: SelectorSummary = {
  series: 6,
  complete: true,
  labels: [label('mode', ['idle', 4], ['irq', 2]), label('__name__', ['up', 6]), label('job', ['node', 6])],
};
const first = summary.labels.map(({ name }) => name);

describe('the labels to choose from', () => {
  it('come with the most values first or by name, without the name of a metric that is chosen', () => {
    const names = (metric: string | undefined, order: 'count' | 'name') =>
      orderedLabels({ summary, selector: selectorOf(metric), order, first }).map(({ name }) => name);
    expect([names('up', 'count'), names('up', 'name'), names(undefined, 'name')]).toEqual([
      ['mode', 'job'],
      ['job', 'mode'],
      ['__name__', 'job', 'mode'],
    ]);
  });

  it('stay where they were counted first, also where what is chosen leaves nothing of them', () => {
    const selector = toggleValue(selectorOf('up'), 'mode', 'idle', true);
    const counted: SelectorSummary = { ...summary, labels: [label('job', ['node', 6]), label('zone', ['a', 6])] };
    expect(orderedLabels({ summary: counted, selector, order: 'count', first })).toEqual([
      { name: 'mode', values: 0, series: 0, top: [] },
      label('job', ['node', 6]),
      label('zone', ['a', 6]),
    ]);
    expect(orderedLabels({ summary: counted, selector: everything, order: 'count', first: [] })).toEqual(
      counted.labels,
    );
  });
});

describe('the values of a label', () => {
  const mode = label('mode', ['user', 9], ['Idle', 4], ['irq', 2]);
  const found = { texts: ['idle', 'Idle', 'iowait'], total: 3 };

  it('come as they were counted, or by the alphabet, filtered whatever the letters', () => {
    const list = (wanted: string, order: 'count' | 'name') =>
      listedValues({ label: mode, wanted, order, found: undefined }).map(({ value }) => value);
    expect([list('', 'count'), list('', 'name'), list('ID', 'count'), list('x', 'count')]).toEqual([
      ['user', 'Idle', 'irq'],
      ['Idle', 'irq', 'user'],
      ['Idle'],
      [],
    ]);
  });

  it('are filled up by what only the server’s list has, without a number, and without what no longer matches', () => {
    expect(listedValues({ label: mode, wanted: 'i', order: 'count', found })).toEqual([
      { value: 'Idle', series: 4 },
      { value: 'irq', series: 2 },
      { value: 'idle', series: undefined },
      { value: 'iowait', series: undefined },
    ]);
    expect(listedValues({ label: mode, wanted: 'wait', order: 'count', found })).toEqual([
      { value: 'iowait', series: undefined },
    ]);
  });
});
