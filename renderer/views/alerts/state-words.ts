/** The marks of the states of rules and alerts. */
import type { RuleState } from '../../../shared/model/rule.ts';
import type { GlyphKind } from '../../components/state-glyph.tsx';

export const stateGlyphs: Readonly<Record<RuleState, GlyphKind>> = {
  firing: 'firing',
  pending: 'pending',
  inactive: 'inactive',
  unknown: 'idle',
};
