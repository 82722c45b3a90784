import { describe, expect, test } from 'vitest';
import {
  escapedLabel,
  labelNamesRequest,
  labelValuesRequests,
  matchOf,
  seriesRequest,
} from '../../../../../electron/backend/sources/prometheus/catalog/catalog-requests.ts';
import { forcedMatchers } from '../../../../../electron/backend/sources/prometheus/forced-matchers.ts';
import { AppError } from '../../../../../shared/base/errors.ts';

const span = { startMs: 1_700_000_000_123, endMs: 1_700_003_600_000 };
const none = forcedMatchers(undefined);
const tenant = forcedMatchers('tenant="a"');

describe('match[] of a selector', () => {
  test.each([
    ['', undefined],
    ['  ', undefined],
    ['{}', undefined],
    ['up', 'up'],
    [' up{job="a"} ', 'up{job="a"}'],
    ['{job="a"}', '{job="a"}'],
    ['{job=""}', '{job="",__name__!=""}'],
    ['{job=~".*"}', '{job=~".*",__name__!=""}'],
    ['{job!="a"}', '{job!="a",__name__!=""}'],
    ['{"foo.bar"}', '{"foo.bar"}'],
  ])('of %j is %j', (selector, wanted) => {
    expect(matchOf(selector, none)).toBe(wanted);
  });

  test.each([
    ['', '{__name__!="",tenant="a"}'],
    ['{}', '{__name__!="",tenant="a"}'],
    ['up', 'up{tenant="a"}'],
    ['up{tenant="b"}', 'up{tenant="b",tenant="a"}'],
    ['{job=""}', '{job="",__name__!="",tenant="a"}'],
  ])('of %j has the forced matchers: %j', (selector, wanted) => {
    expect(matchOf(selector, tenant)).toBe(wanted);
  });

  test.each(['up{', 'sum(up)', 'up[5m]', '1', 'up or down'])('of %j is none: it is refused', (selector) => {
    const refused = () => matchOf(selector, none);
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(expect.objectContaining({ code: 'prometheus.badData' }));
  });
});

describe('a request', () => {
  test('says when in seconds, and leaves out what is for everything', () => {
    expect(Object.fromEntries(labelNamesRequest({ match: undefined, span }).params)).toEqual({
      start: '1700000000.123',
      end: '1700003600',
    });
  });

  test('for series always has a selector, and a limit for who knows limits', () => {
    expect(Object.fromEntries(seriesRequest({ match: undefined, span }, 50).params)).toEqual({
      ...{ start: '1700000000.123', end: '1700003600', limit: '50' },
      'match[]': '{__name__!=""}',
    });
  });

  test.each([
    ['job', ['job']],
    ['__name__', ['__name__']],
    ['foo.bar', ['U__foo_2e_bar', 'foo.bar']],
    ['a/b c', ['U__a_2f_b_20_c', 'a%2Fb%20c']],
    ['온도', ['U___c628__b3c4_', '%EC%98%A8%EB%8F%84']],
    ['half\ud800', ['U__half_d800_', 'half%EF%BF%BD']],
  ])('for the values of %s asks for these, one after the other', (label, names) => {
    const paths = labelValuesRequests(label, { match: 'up', span }).map(({ path }) => path);
    expect(paths).toEqual(names.map((name) => `/api/v1/label/${name}/values`));
  });
});

// As model.EscapeName of prometheus/common does with ValueEncodingEscaping.
test.each([
  ['mylabel', 'mylabel'],
  ['my_label', 'my_label'],
  ['my.label', 'U__my_2e_label'],
  ['my_label.x', 'U__my__label_2e_x'],
  ['1st', 'U___31_st'],
  ['a1.2', 'U__a1_2e_2'],
  ['a:b.c', 'U__a:b_2e_c'],
  ['花火', 'U___82b1__706b_'],
  ['😀', 'U___1f600_'],
])('the label %s is escaped as %s', (name, wanted) => {
  expect(escapedLabel(name)).toBe(wanted);
});
