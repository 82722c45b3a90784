import { describe, expect, it } from 'vitest';
import { middleCut } from '../../../renderer/charts/middle-cut.ts';

describe('a name that may be cut in its middle', () => {
  it('keeps its last twelve characters, or its second half where it is short', () => {
    expect([middleCut('prometheus-kube-7d9f4b-x2k8p'), middleCut('harbor'), middleCut('')]).toEqual([
      { head: 'prometheus-kube-', tail: '7d9f4b-x2k8p' },
      { head: 'har', tail: 'bor' },
      { head: '', tail: '' },
    ]);
  });

  it('is not cut through a character of two halves', () => {
    expect(middleCut('⚓🚢⚓🚢')).toEqual({ head: '⚓🚢', tail: '⚓🚢' });
  });

  it('is left whole where it runs from right to left: two halves would change their places', () => {
    expect(middleCut('إنتاج-الشرق-الأوسط')).toEqual({ head: 'إنتاج-الشرق-الأوسط', tail: '' });
  });

  it('shows what would turn it around or hide in it', () => {
    const { head, tail } = middleCut('pod \u202elive\u202c');
    expect(head + tail).toBe('pod ⟨U+202E⟩live⟨U+202C⟩');
  });
});
