import { describe, expect, it } from 'vitest';
import { keyCaps } from '../../../renderer/app/key-caps.ts';
import { looksLikePromql } from '../../../renderer/app/palette/looks-like-promql.ts';
import { closePalette, openPalette, usePaletteState } from '../../../renderer/app/palette/palette-state.ts';
import { recentEntries, rememberEntry } from '../../../renderer/app/palette/recent-entries.ts';

describe('an expression in the palette', () => {
  it('is what can be nothing else: names with signs in them are looked for', () => {
    const expressions = ['rate(a[5m])', '{job="a"}', 'up == 0', 'a + b', 'a{', 'holt_winters(a[5m], 0.1, 0.1)'];
    const names = ['up', 'prod-eu-1', 'team/app', 'node_cpu', 'kube-system', 'sum(', '(', 'a -', ''];
    expect([expressions.map(looksLikePromql), names.some(looksLikePromql)]).toEqual([
      [true, true, true, true, false, true],
      false,
    ]);
  });
});

describe('what was chosen lately', () => {
  function storageOf(content: Record<string, string>) {
    return () => ({
      getItem: (key: string) => content[key] ?? null,
      setItem: (key: string, value: string) => {
        content[key] = value;
      },
    });
  }

  it('is remembered, the last first, each once, and no more than thirty', () => {
    const storage = storageOf({});
    for (let i = 0; i < 40; i++) rememberEntry(storage, `id ${i}`);
    rememberEntry(storage, 'id 20');
    const ids = recentEntries(storage);
    expect([ids.length, ids[0], ids[1], ids.filter((id) => id === 'id 20').length]).toEqual([30, 'id 20', 'id 39', 1]);
  });

  it('is nothing where storage holds something else, or is denied', () => {
    const denied = () => {
      throw new Error('denied');
    };
    rememberEntry(denied, 'a');
    const long = storageOf({});
    rememberEntry(long, 'x'.repeat(2000));
    expect([
      recentEntries(denied),
      recentEntries(storageOf({ 'binnacle.palette': '{' })),
      recentEntries(storageOf({ 'binnacle.palette': '[1, "a", null]' })),
      recentEntries(long),
    ]).toEqual([[], [], ['a'], []]);
  });
});

describe('the palette', () => {
  it('opens with what it is asked to begin with', () => {
    openPalette('@');
    expect(usePaletteState.getState()).toEqual({ open: true, begin: '@' });
    closePalette();
    expect(usePaletteState.getState().open).toBe(false);
    openPalette();
    expect(usePaletteState.getState()).toEqual({ open: true, begin: '' });
    closePalette();
  });
});

describe('a key as the keyboard has it', () => {
  it('is itself, or stands with the key that is held with it', () => {
    expect([keyCaps('e'), keyCaps('['), keyCaps('Mod+k').slice(1), keyCaps('Mod+,').slice(1)]).toEqual([
      ...[['e'], ['['], ['K'], [',']],
    ]);
    expect(['Ctrl', '⌘']).toContain(keyCaps('Mod+k')[0]);
  });
});
