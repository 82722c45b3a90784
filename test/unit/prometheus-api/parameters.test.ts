import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../electron/backend/prometheus-api/api-error.ts';
import { dialectOf } from '../../../electron/backend/prometheus-api/dialect.ts';
import { readForm } from '../../../electron/backend/prometheus-api/form.ts';
import { labelNameOf } from '../../../electron/backend/prometheus-api/label-name.ts';
import {
  durationParameter,
  limitParameter,
  optionalTime,
  requiredTime,
  timesOf,
} from '../../../electron/backend/prometheus-api/parameters.ts';
import { parseSelectors } from '../../../electron/backend/prometheus-api/selector-parameters.ts';
import { escapedLabel } from '../../../electron/backend/sources/prometheus/catalog/catalog-requests.ts';
import { parseGoFloat } from '../../../shared/format/go-float.ts';
import { seededRandom } from '../../fuzz/random.ts';

const formOf = (parameters: Readonly<Record<string, string>>) =>
  readForm('', new URLSearchParams(parameters).toString());

function outcome<T>(read: () => T): T | { readonly error: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError) return { error: `${error.type}: ${error.message}` };
    throw error;
  }
}

describe('numbers as Go reads them', () => {
  it.each([
    ['1', 1],
    ['+1.5e3', 1500],
    ['.5', 0.5],
    ['5.', 5],
    ['1_000', 1000],
    ['0x1p3', 8],
    ['0x1.8p1', 3],
    ['-0x_1p0', -1],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-infinity', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    ['', undefined],
    ['+nan', undefined],
    ['1e400', undefined],
    ['0x10', undefined],
    ['0x.p1', undefined],
    ['1__0', undefined],
    ['_1', undefined],
    ['1_', undefined],
    ['1_.5', undefined],
    ['1e', undefined],
    [' 1', undefined],
    ['1,5', undefined],
  ])('%j is %s', (text, value) => {
    expect(parseGoFloat(text)).toBe(value);
  });
});

describe('times', () => {
  it.each([
    ['1700000030', 1_700_000_030_000],
    ['1700000030.193', 1_700_000_030_193],
    ['1700000030.0006', 1_700_000_030_001],
    ['-1.5', -1500],
    ['2023-11-14T22:13:50Z', 1_700_000_030_000],
    ['2023-11-14T22:13:50.123999999Z', 1_700_000_030_123],
    ['2023-11-14T22:13:50,5+01:00', 1_699_996_430_500],
    ['2023-11-14T2:13:50-00:30', 1_699_929_830_000],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['292277025-08-18T07:12:54.999999999Z', Number.MAX_SAFE_INTEGER],
    ['2023-02-30T00:00:00Z', undefined],
    ['2023-13-01T00:00:00Z', undefined],
    ['2023-11-14T24:00:00Z', undefined],
    ['2023-11-14t22:13:50z', undefined],
    ['2023-11-14', undefined],
    ['Inf', undefined],
    ['NaN', undefined],
    ['1e300', undefined],
    ['', undefined],
  ])('%j', (text, timeMs) => {
    const refused = {
      error: `bad_data: invalid parameter "start": cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    };
    expect(outcome(() => requiredTime(formOf({ start: text }), 'start'))).toEqual(timeMs ?? refused);
  });

  it('that may lack are what is said otherwise, and are told in the words of their release', () => {
    const read = (text: string, version: 'v2' | 'v3') =>
      outcome(() => optionalTime(formOf({ time: text }), 'time', 7, dialectOf(version)));
    expect([read('', 'v3'), read('8', 'v3'), read('x', 'v3'), read('x', 'v2')]).toEqual([
      7,
      8000,
      {
        error: `bad_data: invalid parameter "time": invalid time value for 'time': cannot parse "x" to a valid timestamp`,
      },
      {
        error: `bad_data: invalid parameter "time": Invalid time value for 'time': cannot parse "x" to a valid timestamp`,
      },
    ]);
  });
});

describe('the times of what is looked for', () => {
  it.each([
    ['', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['-9223309901257974', Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    ['9223309901257974', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['9007199254741', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['1700000000000', 1_700_000_000_000_000, 1_700_000_000_000_000],
    ['1.5', 1500, 1500],
    ['-292273086-05-16T16:47:06Z', Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ])('%j', (text, startMs, endMs) => {
    expect(timesOf(formOf({ start: text, end: text }), dialectOf('v3'))).toEqual({ startMs, endMs });
  });

  it.each(['1e300', '-Inf', 'NaN', 'x', '9223372036854775808'])('%j is none', (text) => {
    expect(outcome(() => timesOf(formOf({ end: text }), dialectOf('v3')))).toEqual({
      error: `bad_data: invalid parameter "end": invalid time value for 'end': cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    });
  });
});

describe('durations and limits', () => {
  it.each([
    ['15', 15_000],
    ['1h30m', 5_400_000],
    ['1.5e-3', 1.5],
    ['-5', -5000],
    ['0', 0],
    ['5x', 'cannot parse "5x" to a valid duration'],
    ['5m ', 'cannot parse "5m " to a valid duration'],
    ['-5m', 'cannot parse "-5m" to a valid duration'],
    ['', 'cannot parse "" to a valid duration'],
    ['1e30', 'cannot parse "1e30" to a valid duration. It overflows int64'],
    ['NaN', 'cannot parse "NaN" to a valid duration. It overflows int64'],
  ])('step=%s', (text, expected) => {
    const refused = { error: `bad_data: invalid parameter "step": ${expected}` };
    const result = outcome(() => durationParameter(formOf({ step: text }), 'step'));
    expect(result).toEqual(typeof expected === 'number' ? expected : refused);
  });

  it.each([
    ['', 0],
    ['0', 0],
    ['+12', 12],
    ['9223372036854775807', Number.MAX_SAFE_INTEGER],
    ['-1', 'limit must be non-negative'],
    ['1_0', 'strconv.Atoi: parsing "1_0": invalid syntax'],
    ['9223372036854775808', 'strconv.Atoi: parsing "9223372036854775808": value out of range'],
  ])('limit=%s', (text, expected) => {
    const refused = { error: `bad_data: invalid parameter "limit": ${expected}` };
    expect(outcome(() => limitParameter(formOf({ limit: text })))).toEqual(
      typeof expected === 'number' ? expected : refused,
    );
  });
});

describe('forms', () => {
  it('have the parameters of the body before those of the address, and all of a name', () => {
    const form = readForm('a=1&b=x+y&match[]=%7Bc%3D%22%2B%22%7D', 'a=2&match[]=up&empty');
    expect([form.text('a'), form.text('b'), form.text('empty'), form.text('none'), form.all('match[]')]).toEqual([
      '1',
      'x y',
      '',
      '',
      ['{c="+"}', 'up'],
    ]);
  });

  it('leave out what Go cannot read, and tell the first of it', () => {
    const form = readForm('', 'a=%zz&b=1;c=2&d=3&e=%');
    expect([form.problem, form.text('a'), form.text('b'), form.text('d')]).toEqual([
      'invalid URL escape "%zz"',
      '',
      '',
      '3',
    ]);
    expect(readForm('', 'x=1;y').problem).toBe('invalid semicolon separator in query');
  });

  it('take bytes that are no UTF-8 for broken characters', () => {
    expect(readForm('', 'q=%ffé%f0%9f%98%80').text('q')).toBe('\ufffdé😀');
  });
});

describe('names of labels in an address', () => {
  it.each([
    ['job', 'job', 'job'],
    ['U__a', 'a', 'U__a'],
    ['U__my_2e_label', 'my.label', 'U__my_2e_label'],
    ['U__a__b', 'a_b', 'U__a__b'],
    ['U___1f600_', '😀', 'U___1f600_'],
    ['U__a_', 'U__a_', 'U__a_'],
    ['U__a_xy_', 'U__a_xy_', 'U__a_xy_'],
    ['U__a_d800_', 'U__a_d800_', 'U__a_d800_'],
    ['bad-name', 'bad-name', undefined],
    ['U__', undefined, 'U__'],
  ])('%s is %s now, and was %s before 3.0', (written, now, before) => {
    expect([labelNameOf(written, false), labelNameOf(written, true)]).toEqual([now, before]);
  });

  it('are read back as whoever asks escapes them', () => {
    const random = seededRandom(5);
    for (let i = 0; i < 500; i++) {
      const codes = Array.from({ length: 1 + (random() % 8) }, () => random() % (random() % 4 === 0 ? 0xd800 : 0x80));
      const name = String.fromCodePoint(...codes);
      if (name.startsWith('U__')) continue;
      expect(labelNameOf(escapedLabel(name), false)).toBe(name);
    }
  });
});

describe('series selectors', () => {
  const parse = (...texts: string[]) => {
    try {
      return parseSelectors(texts, (reason) => new ApiError('bad_data', reason));
    } catch (error) {
      return error instanceof ApiError ? error.message : undefined;
    }
  };

  it('are matchers, that of the name behind the others', () => {
    const name = { name: '__name__', op: '=', value: 'up' };
    expect(parse('up{a!="b"}', '{"up"}')).toEqual([[{ name: 'a', op: '!=', value: 'b' }, name], [name]]);
  });

  it.each([
    ['', '1:1: parse error: unexpected end of input'],
    ['up[5m]', '1:3: parse error: unexpected "["'],
    ['sum(up)', '1:4: parse error: unexpected "("'],
    ['up offset 5m', '1:4: parse error: unexpected <offset>'],
    ['1', '1:1: parse error: unexpected number "1"'],
    ['{}', 'match[] must contain at least one non-empty matcher'],
    ['{a=~".*"}', 'match[] must contain at least one non-empty matcher'],
  ])('%j is refused', (text, error) => {
    expect(parse('up', text)).toBe(error);
  });
});
