import { describe, expect, it } from 'vitest';
import {
  createEventStream,
  EventTooLargeError,
  type StreamEvent,
} from '../../../electron/backend/base/event-stream.ts';

const most = 1000;

function readAll(pieces: Iterable<Uint8Array>): readonly StreamEvent[] {
  const stream = createEventStream(most);
  return [...pieces].flatMap((piece) => stream.read(piece));
}

const read = (text: string) => readAll([Buffer.from(text)]);
const messages = (...data: readonly string[]) => data.map((one) => ({ type: 'message', data: one }));

describe('an event stream', () => {
  it.each([
    ['as Prometheus writes it', 'data: {"text":"a","active":true}\n\n', messages('{"text":"a","active":true}')],
    ['without the space', 'data:a\n\n', messages('a')],
    ['with one space taken, and no more', 'data:  a \n\n', messages(' a ')],
    ['of several lines', 'data: a\ndata\ndata: b\n\n', messages('a\n\nb')],
    ['of an empty line', 'data\n\ndata:\n\n', messages('', '')],
    ['with a colon in it', 'data: a: b\n\n', messages('a: b')],
    ['ended by CR, and by CRLF', 'data: a\r\rdata: b\r\n\r\ndata: c\n\r\n', messages('a', 'b', 'c')],
    ['with a name, for itself alone', 'event: x\ndata: a\n\ndata: b\n\n', [{ type: 'x', data: 'a' }, ...messages('b')]],
    ['with a name and nothing in it', 'event: x\n\ndata: a\n\n', messages('a')],
    [
      'among comments and other fields',
      ': hello\nid: 7\nretry: 10\n:\nDATA: no\ndata: a\n data: no\n\n',
      messages('a'),
    ],
    ['after the mark of the byte order', '\ufeffdata: a\n\n', messages('a')],
    ['with that mark where it is none', '\ufeff\ufeffdata: no\n\ndata: \ufeffa\n\n', messages('\ufeffa')],
    ['that is not whole', 'data: a\n\ndata: b\n', messages('a')],
    ['of nothing', '\n\n\r\n\r', []],
  ])('has an event %s', (_name, text, events) => {
    expect(read(text)).toEqual(events);
  });

  it('is the same wherever its bytes are split, by two and one by one', () => {
    const text = '\ufeff: 안녕\r\ndata: {"text":"설정 🧭"}\r\rdata: é\ndata: ß\r\n\r\nevent: x\rdata: 끝\n\n';
    const bytes = Buffer.from(text);
    const whole = read(text);
    expect(whole).toEqual([...messages('{"text":"설정 🧭"}', 'é\nß'), { type: 'x', data: '끝' }]);
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(readAll([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    }
    expect(readAll([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('tells an event with the first byte that ends it, though an LF may still come', () => {
    const stream = createEventStream(most);
    expect([stream.read(Buffer.from('data: a\r\r')), stream.read(Buffer.from('\n\ndata: b\r\n\r'))]).toEqual([
      messages('a'),
      messages('b'),
    ]);
  });

  it('reads bytes that are no UTF-8 as something else than text', () => {
    expect(readAll([Buffer.from([...Buffer.from('data: '), 0xff, 0xc3]), Buffer.from('\n\n')])).toEqual(
      messages('\ufffd\ufffd'),
    );
  });

  it.each([
    ['an endless line', 'x'.repeat(100)],
    ['an endless comment', ': x'],
    ['an endless event', 'data: xxxxxxxxxx\n'],
    ['an event of endlessly many empty lines', 'data\n'],
  ])('holds no more than it may of %s', (_name, piece) => {
    const stream = createEventStream(most);
    let pieces = 0;
    const pour = () => {
      for (; pieces < 10 * most; pieces += 1) stream.read(Buffer.from(piece));
    };
    expect(pour).toThrow(EventTooLargeError);
    expect(pieces).toBeLessThanOrEqual(most);
  });

  it('may have any number of events, and of lines that are none', () => {
    const text = 'data: a\n\n: comment\nid: 1\n'.repeat(1000);
    expect(read(text)).toEqual(messages(...Array.from({ length: 1000 }, () => 'a')));
  });
});
