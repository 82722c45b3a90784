import { describe, expect, it } from 'vitest';
import {
  createShortcutDispatcher,
  type KeyPress,
  takesKeys,
} from '../../../renderer/components/shortcut-dispatcher.ts';

/** Presses keys one after the other, and tells what ran and which presses were taken. */
function press(keys: readonly (Partial<KeyPress> & { readonly key: string })[], singleKeys = true): string[] {
  const log: string[] = [];
  const shortcut = (name: string, ...pressed: [string] | [string, string]) => ({
    keys: pressed,
    run: () => void log.push(name),
  });
  const dispatch = createShortcutDispatcher(
    () => [
      shortcut('old slash', '/'),
      shortcut('slash', '/'),
      shortcut('explorer', 'g', 'e'),
      shortcut('edit', 'e'),
      shortcut('sheet', '?'),
      shortcut('settings', 'Mod+,'),
      shortcut('zoom out', 'z'),
      shortcut('zoom back', 'Z'),
      shortcut('palette', 'Mod+k'),
    ],
    () => singleKeys,
  );
  keys.forEach((one, i) => {
    dispatch({
      code: '',
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      defaultPrevented: false,
      timeStamp: i * 100,
      target: null,
      preventDefault: () => log.push(`took ${one.key}`),
      ...one,
    });
  });
  return log;
}

const inside = (place: string) => ({ closest: (selector: string) => (selector.includes(place) ? {} : null) });

describe('single keys', () => {
  it('run the shortcut that was registered last', () => {
    expect(press([{ key: '/' }])).toEqual(['took /', 'slash']);
  });

  it('may come in pairs, also with a modifier key between', () => {
    expect(press([{ key: 'g' }, { key: 'e' }])).toEqual(['took e', 'explorer']);
    expect(press([{ key: 'e' }])).toEqual(['took e', 'edit']);
    expect(press([{ key: 'g' }, { key: 'Shift' }, { key: 'e' }])).toEqual(['took e', 'explorer']);
  });

  it('forget the first of a pair after a while, or after another key', () => {
    expect(press([{ key: 'g' }, { key: 'e', timeStamp: 5000 }])).toEqual(['took e', 'edit']);
    expect(press([{ key: 'g' }, { key: 'x' }, { key: 'e' }])).toEqual(['took e', 'edit']);
    expect(press([{ key: 'g' }, { key: '?' }])).toEqual(['took ?', 'sheet']);
  });

  it('are left to text boxes, menus and dialogs, and to the browser', () => {
    const places = ['input', 'textarea', '[contenteditable="true"]', '[role="menu"]', '[role="dialog"]'];
    expect(places.flatMap((place) => press([{ key: '/', target: inside(place) }]))).toEqual([]);
    expect(
      press([
        { key: '/', ctrlKey: true },
        { key: '/', metaKey: true },
        { key: '/', altKey: true },
      ]),
    ).toEqual([]);
    expect(press([{ key: '/', defaultPrevented: true }, { key: 'y' }])).toEqual([]);
    expect([takesKeys(null), takesKeys({}), takesKeys(inside('button'))]).toEqual([false, false, false]);
    // A dialog stands over the page, and the focus has left it.
    const under = (open: boolean) => ({
      closest: () => null,
      ownerDocument: { querySelector: () => (open ? {} : null) },
    });
    expect([takesKeys(under(true)), takesKeys(under(false))]).toEqual([true, false]);
  });

  it('with Ctrl or ⌘ run from anywhere, and never without', () => {
    const command = { key: ',', target: inside('input') };
    expect([
      press([{ ...command, ctrlKey: true }]),
      press([{ ...command, metaKey: true }]),
      press([command]),
      press([{ key: ',' }, { key: ',', ctrlKey: true, altKey: true }, { key: '.', ctrlKey: true }]),
    ]).toEqual([['took ,', 'settings'], ['took ,', 'settings'], [], []]);
  });

  it('are what is meant on a keyboard of another script, in an input method, and with CapsLock on', () => {
    expect([
      press([{ key: 'ㄷ', code: 'KeyE' }]),
      press([{ key: 'Process', code: 'KeyE' }]),
      press([{ key: 'ㅏ', code: 'KeyK', ctrlKey: true }]),
      press([{ key: 'K', code: 'KeyK', ctrlKey: true }]),
      press([{ key: 'Z', code: 'KeyZ' }]),
      press([{ key: 'Z', code: 'KeyZ', shiftKey: true }]),
      press([{ key: 'z', code: 'KeyZ', shiftKey: true }]),
    ]).toEqual([
      ['took ㄷ', 'edit'],
      ['took Process', 'edit'],
      ['took ㅏ', 'palette'],
      ['took K', 'palette'],
      ['took Z', 'zoom out'],
      ['took Z', 'zoom back'],
      ['took z', 'zoom back'],
    ]);
  });

  it('are what the keyboard writes, wherever that letter is', () => {
    expect([press([{ key: 'e', code: 'KeyD' }]), press([{ key: 'é', code: 'Digit2' }])]).toEqual([
      ['took e', 'edit'],
      [],
    ]);
  });

  it('can be switched off; keys with Ctrl or ⌘ stay', () => {
    expect([
      press([{ key: 'e' }, { key: 'g' }, { key: 'e' }], false),
      press([{ key: ',', ctrlKey: true }], false),
    ]).toEqual([[], ['took ,', 'settings']]);
  });
});
