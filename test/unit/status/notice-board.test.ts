/** What is known of what a server warns of, whatever it says. */
import { describe, expect, it } from 'vitest';
import { createNoticeBoard, parseNotice, parseNotices } from '../../../electron/backend/status/notice-board.ts';

const at = (hour: number) => Date.UTC(2026, 10, 22, hour);
const notice = (text: string, hour: number, isActive = true) => ({ text, timeMs: at(hour), isActive });

describe('what a server warns of', () => {
  it('is read out of a list and out of an event, without what is none', () => {
    const said = [
      { text: 'Starting', date: '2026-11-22T10:00:00.123456789+00:00', active: false },
      { text: 'Reload', date: '2026-11-22T11:00:00Z', active: true },
      { text: 'Dateless', date: '0001-01-01T00:00:00Z' },
      ...[{ date: '2026-11-22T10:00:00Z' }, { text: 7 }, null, 'x', []],
    ];
    const read = parseNotices(JSON.stringify(said));
    expect(read).toEqual([
      { text: 'Starting', timeMs: at(10) + 123, isActive: false },
      { text: 'Reload', timeMs: at(11), isActive: true },
      { text: 'Dateless', timeMs: undefined, isActive: true },
    ]);
    expect(said.slice(0, 3).map((one) => parseNotice(JSON.stringify(one)))).toEqual(read);
    for (const text of ['', '{', '[]', 'null', '7', '{"text":""}', '{"__proto__":{"text":"x"}}']) {
      expect(parseNotice(text), text).toBeUndefined();
    }
  });

  it('is refused where it is no list', () => {
    for (const text of ['', '[', '{}', 'null', '"x"']) {
      expect(() => parseNotices(text), text).toThrowError(expect.objectContaining({ code: 'status.malformed' }));
    }
  });

  it('is what came last of each text, the newest first', () => {
    const board = createNoticeBoard();
    for (const change of [notice('a', 1), notice('b', 2), notice('c', 2), notice('a', 3), notice('b', 2, false)]) {
      board.change(change);
    }
    board.change(notice('never there', 4, false));
    expect(board.shown()).toEqual({
      ...{ leftOut: 0 },
      notices: [
        { text: 'a', timeMs: at(3) },
        { text: 'c', timeMs: at(2) },
      ],
    });
  });

  it('is what a list says, which may be another than was told', () => {
    const board = createNoticeBoard();
    board.change(notice('a', 1));
    expect(board.replace([notice('a', 2)])).toBe(false);
    expect(board.replace([notice('a', 2), notice('b', 2, false)])).toBe(false);
    expect(board.replace([notice('b', 2)])).toBe(true);
    expect(board.replace([])).toBe(true);
    expect(board.shown()).toEqual({ notices: [], leftOut: 0 });
  });

  it('has an end: in number, in each text, and together less than a frame of the contract', () => {
    const many = Array.from({ length: 5000 }, (_, n) => notice(`${n} ${'€'.repeat(5000)}`, 1));
    const [first] = parseNotices(JSON.stringify(many.map(({ text }) => ({ text }))));
    expect(first?.text.length).toBeLessThan(5000);
    const board = createNoticeBoard();
    board.replace(many);
    const { notices, leftOut } = board.shown();
    expect(notices.length + leftOut).toBe(5000);
    expect(Buffer.byteLength(JSON.stringify(notices))).toBeLessThan(2 ** 20);
    // One more is not held, one that is there is changed, and one that goes makes room.
    board.change(notice('more', 2));
    expect(board.shown().notices.some(({ text }) => text === 'more')).toBe(false);
    board.change({ ...notice(notices[0]?.text ?? '', 1), isActive: false });
    board.change(notice('more', 2));
    expect(board.shown().notices[0]).toEqual({ text: 'more', timeMs: at(2) });
  });
});
