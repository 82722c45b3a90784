import { describe, expect, test } from 'vitest';
import { readMetadata, readTexts } from '../../../../../electron/backend/sources/prometheus/catalog/read-answers.ts';
import { paddingBytes } from '../../../../../electron/backend/sources/prometheus/parse/cursor.ts';
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';

type Read<T> = (padded: Uint8Array, length: number, check: () => void) => T;

function read<T>(reader: Read<T>, text: string | Uint8Array, check: () => void = () => undefined): T {
  const bytes = Buffer.from(text);
  const padded = new Uint8Array(bytes.length + paddingBytes);
  padded.set(bytes);
  return reader(padded, bytes.length, check);
}

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

const success = (data: string) => `{"status":"success","data":${data}}`;

describe('an answer of texts', () => {
  test.each([
    ['as it is', success('["b","a"]'), ['b', 'a']],
    ['with white space', ' {\n"data" : [ "a" ,\t"b" ] , "status":"success" }\r\n', ['a', 'b']],
    [
      'with what is not known',
      `{"status":"success","data":["a"],"warnings":["w"],"infos":[{"a":[1]}],"x":null}`,
      ['a'],
    ],
    ['without any', success('[]'), []],
    ['with null, as some engines say', success('null'), []],
    [
      'with escapes',
      success('["\\u0061\\n\\"\\\\\\/😀","\\ud83d\\ude00","__proto__"]'),
      ['a\n"\\/😀', '😀', '__proto__'],
    ],
  ])('%s', (_name, text, wanted) => {
    expect(read(readTexts, text)).toEqual(wanted);
  });

  test('bytes that are no UTF-8 become replacement characters', () => {
    const text = Buffer.concat([Buffer.from('{"status":"success","data":["a'), Buffer.of(0xff), Buffer.from('b"]}')]);
    expect(read(readTexts, text)).toEqual(['a\ufffdb']);
  });

  test('a refusal is what the server says', () => {
    const text = '{"status":"error","errorType":"bad_data","error":"no such\\nthing"}';
    const refusal = { kind: 'refusal', errorType: 'bad_data', error: 'no such\nthing' };
    expect([read(readTexts, text), read(readMetadata, text)]).toEqual([refusal, refusal]);
  });

  test.each([
    ['nothing', '', 'prometheus.truncated'],
    ['half of it', '{"status":"success","data":["a', 'prometheus.truncated'],
    ['no end', '{"status":"success","data":["a"]', 'prometheus.truncated'],
    ['a web page', '<html>', 'prometheus.malformed'],
    ['a number among the texts', success('["a",7]'), 'prometheus.malformed'],
    ['an object of texts', success('{"a":"b"}'), 'prometheus.malformed'],
    ['a control character', success('["a\u0001"]'), 'prometheus.malformed'],
    ['a wrong escape', success('["\\x"]'), 'prometheus.malformed'],
    ['more after it', `${success('[]')}x`, 'prometheus.malformed'],
    ['no status', '{"data":[]}', 'prometheus.malformed'],
    ['no data', '{"status":"success"}', 'prometheus.malformed'],
    ['a status that is no text', '{"status":1,"data":[]}', 'prometheus.malformed'],
  ])('%s is refused', (_name, text, code) => {
    expect(codeOf(() => read(readTexts, text))).toBe(code);
  });

  test('it stops in the middle where nobody waits', () => {
    const text = success(`[${Array.from({ length: 20_000 }, (_, i) => `"v${i}"`).join(',')}]`);
    let looks = 0;
    const check = () => {
      looks += 1;
      if (looks === 3) throw new CancelledError();
    };
    expect(codeOf(() => read(readTexts, text, check))).toBeInstanceOf(CancelledError);
  });
});

describe('an answer of metadata', () => {
  test('is families by name', () => {
    const up = '[{"type":"gauge","help":"Up?","unit":""}]';
    const text = success(
      `{"up":${up},"__proto__":[{"type":"counter","help":"h","unit":"u","more":[1]}],"none":[],"nil":null}`,
    );
    expect(read(readMetadata, text)).toEqual(
      new Map([
        ['up', { type: 'gauge', help: 'Up?', unit: '' }],
        ['__proto__', { type: 'counter', help: 'h', unit: 'u' }],
        ['none', { type: 'unknown', help: '', unit: '' }],
        ['nil', { type: 'unknown', help: '', unit: '' }],
      ]),
    );
  });

  test.each(['{}', 'null'])('of %s is none', (data) => {
    expect(read(readMetadata, success(data))).toEqual(new Map());
  });

  test.each([
    ['a list', success('[]')],
    ['an entry that is a text', success('{"up":["gauge"]}')],
    ['a help that is a number', success('{"up":[{"help":7}]}')],
  ])('with %s is refused', (_name, text) => {
    expect(codeOf(() => read(readMetadata, text))).toBe('prometheus.malformed');
  });
});
