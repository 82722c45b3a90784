/** What lists of alerts tell beside samples, in rows, in bars and in what is copied. */
import type { TFunction } from 'i18next';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { alertHistoryEn } from '../../../../renderer/app/i18n/alert-history.en.ts';
import { atOnce } from '../../../../renderer/components/slices.ts';
import { csvOf, textOf } from '../../../../renderer/views/alerts/history/copied-history.ts';
import { buildHistory, type HistoryModel } from '../../../../renderer/views/alerts/history/history-model.ts';
import { showHistory } from '../../../../renderer/views/alerts/history/shown-history.ts';
import type { AlertLists, Sighting } from '../../../../shared/model/alert-lists.ts';
import { labelsFromPairs } from '../../../../shared/model/labels.ts';
import { columnsOf, foundOf, minute } from './found.ts';

const rulesKnown = new Map([['Crash', { intervalMs: minute, forMs: 0, groups: ['pods'] }]]);

/** Minutes; `F` fires, `p` is pending. */
function sighting(
  text: string,
  activeAt: number,
  first: number,
  last: number,
  before?: number,
  after?: number,
): Sighting {
  return {
    state: text === 'F' ? 'firing' : 'pending',
    ...{ activeAtMs: activeAt * minute, firstMs: first * minute, lastMs: last * minute },
    ...{ beforeMs: before && before * minute, afterMs: after && after * minute },
  };
}

function listsOf(alerts: Readonly<Record<string, readonly Sighting[]>>, more: Partial<AlertLists> = {}): AlertLists {
  return {
    alerts: Object.entries(alerts).map(([pod, sightings]) => ({
      ...{
        labels: labelsFromPairs([
          ['alertname', 'Crash'],
          ['pod', pod],
        ]),
        sightings,
      },
    })),
    ...{ silent: [], read: 9, kept: 9, apartMs: minute, leftOut: 0 },
    ...more,
  };
}

const rowsOf = ({ rules }: HistoryModel) =>
  rules.flatMap(({ alerts }) =>
    alerts.map(({ labels, spans }) => {
      const drawn = spans.map(({ fromMs, toMs, mayFromMs, mayToMs }) =>
        [mayFromMs, fromMs, toMs, mayToMs].map((ms) => (ms === undefined ? '' : ms / minute)).join(' '),
      );
      return `${labels.at(-1)}: ${drawn.join(', ')}`;
    }),
  );

const window = { startMs: 0, endMs: 20 * minute };
const none = foundOf([{ alert: 'x', states: '' }], { window, columns: columnsOf([]) });
const gone = [sighting('F', 4, 5, 8, 3, 9)];

describe('a history without samples', () => {
  const kept = { lists: listsOf({ a: gone, b: [sighting('F', 2, 10, 20, 5)] }), unrecorded: [] };

  it('is made of lists, hatched where there are none, with what is not exact beside what is', () => {
    const silent = [{ startMs: 12 * minute, endMs: 16 * minute }];
    const model = atOnce(buildHistory(none, [], rulesKnown, { ...kept, lists: { ...kept.lists, silent } }));
    expect(rowsOf(model)).toEqual(['a:  4 8 9', 'b: 5 10 20 ']);
    expect(model.gaps).toEqual([{ ...silent[0], kind: 'notRecorded' }]);
    expect(model.lists).toMatchObject({ read: 9 });
    const [rule] = model.rules;
    expect(rule).toMatchObject({ name: 'Crash', groups: ['pods'], fired: 2, times: 2, mayLastMs: undefined });
    expect(rule?.maybe).toEqual([{ state: 'firing', fromMs: 4 * minute, toMs: 20 * minute }]);
  });

  it('is hatched where nothing was recorded at all, though a list is the same before and after', () => {
    const asleep = [{ startMs: 12 * minute, endMs: 16 * minute, kind: 'asleep' }] as const;
    const model = atOnce(buildHistory(none, [], rulesKnown, { ...kept, unrecorded: asleep }));
    expect(model.gaps).toEqual([{ ...asleep[0], kind: 'notRecorded' }]);
  });

  it('says nothing of lists where they have no alert, or there are none', () => {
    expect(atOnce(buildHistory(none, [], rulesKnown, { lists: listsOf({}), unrecorded: [] })).lists).toBeUndefined();
    expect(atOnce(buildHistory(none, [], rulesKnown)).rules).toEqual([]);
  });

  it('is copied with between when and when something was', async () => {
    const i18n = createInstance();
    await i18n.init({
      lng: 'en',
      resources: { en: { alertHistory: alertHistoryEn } },
      interpolation: { escapeValue: false },
    });
    const t = i18n.getFixedT('en', 'alertHistory') as unknown as TFunction<'alertHistory'>;
    const model = atOnce(buildHistory(none, [], rulesKnown, kept));
    const shown = atOnce(showHistory(model, { text: '', severity: undefined, order: 'last' }));
    expect(
      atOnce(textOf(shown, { t, name: 'harbor', timeZone: 'utc' }))
        .split('\n')
        .slice(1),
    ).toEqual([
      'Out of lists of alerts where no samples were recorded: known to within two of them.',
      '',
      '1970-01-01 00:04:00  Crash started firing {pod="a"}',
      '1970-01-01 00:08:00  Crash ended {pod="a"} (between then and 1970-01-01 00:09:00)',
      '1970-01-01 00:10:00  Crash started firing {pod="b"} (between 1970-01-01 00:05:00 and then)',
      '1970-01-01 00:20:00  Crash goes on firing {pod="b"}',
      '',
    ]);
    expect(atOnce(csvOf(shown)).split('\r\n')[1]).toMatch(/,60,,1970-01-01T00:09:00.000Z,"\{/);
  });
});

describe('a history of samples and lists', () => {
  const drawn = [{ alert: 'Crash', labels: { pod: 'a' }, states: '..FFFF...............' }];
  const missing = [{ startMs: 10 * minute, endMs: 15 * minute, kind: 'notRecorded' }] as const;

  it('takes samples where they were recorded, lists where not, and lists alone of what has no samples', () => {
    const a = [sighting('F', 2, 3, 5, 1, 7), sighting('F', 11, 12, 13, 10, 14)];
    const kept = { lists: listsOf({ a, c: [sighting('F', 4, 5, 8, 3, 9)] }), unrecorded: [] };
    const model = atOnce(buildHistory(foundOf(drawn), missing, rulesKnown, kept));
    expect(rowsOf(model)).toEqual(['a:  2 6 ,  11 13 14', 'c:  4 8 9']);
    expect(model.gaps).toEqual([]);
    expect(rowsOf(atOnce(buildHistory(foundOf(drawn), missing, rulesKnown)))).toEqual(['a:  2 6 ']);
  });

  it('has what samples alone say where they are whole', () => {
    const kept = { lists: listsOf({ a: [sighting('F', 2, 3, 5, 1, 7)] }), unrecorded: [] };
    const model = atOnce(buildHistory(foundOf(drawn), [], rulesKnown, kept));
    expect(rowsOf(model)).toEqual(['a:  2 6 ']);
    expect(model.lists).toBeUndefined();
  });

  it('has no alerts of a rule that has too many', () => {
    const kept = { lists: listsOf({ a: gone }), unrecorded: [] };
    const found = foundOf([{ alert: 'Other', states: 'FF' }], { leftOut: ['Crash'] });
    expect(atOnce(buildHistory(found, missing, rulesKnown, kept)).rules.map(({ name }) => name)).toEqual(['Other']);
  });
});
