/** The mark of each state of a file that is imported. */
import type { GlyphKind } from '../../components/state-glyph.tsx';
import type { ImportState } from '../../state/imports-store.ts';

export const importGlyphs: Readonly<Record<ImportState['kind'], GlyphKind>> = {
  waiting: 'idle',
  sending: 'turning',
  reading: 'turning',
  done: 'ok',
  failed: 'bad',
  unread: 'bad',
};
