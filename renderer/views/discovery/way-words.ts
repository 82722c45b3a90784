/** How a way to a candidate stands, in a cell: a glyph, a word or number, and a second line. */
import type { TFunction } from 'i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { WayOutcome } from '../../../shared/model/diagnosis.ts';
import type { GlyphKind } from '../../components/state-glyph.tsx';
import { plainText } from './plain-text.ts';

export interface WayWordsInput {
  readonly t: TFunction<'discovery'>;
  readonly short: (error: AppErrorData) => string;
}

export interface WayText {
  readonly glyph: GlyphKind;
  readonly main: string;
  /** '' for none. */
  readonly under: string;
}

export function wayText(input: WayWordsInput, way: WayOutcome): WayText {
  const { t } = input;
  switch (way.kind) {
    case 'none':
      return { glyph: 'skipped', main: t('way.none'), under: t('way.noneWhy') };
    case 'notTried':
      return { glyph: 'skipped', main: t('way.notTried'), under: t(`notTried.${way.why}`) };
    case 'trying':
      return { glyph: 'turning', main: t('way.trying'), under: '' };
    case 'answered': {
      const under = [way.version, way.pathPrefix].filter((text) => text !== '').join(' · ');
      return { glyph: 'ok', main: formatSpan(way.ms), under: plainText(under) };
    }
    case 'failed':
      return { glyph: 'bad', ...failedText(input, way) };
    default:
      return assertNever(way);
  }
}

function failedText(
  { t, short }: WayWordsInput,
  { error, missing }: Extract<WayOutcome, { kind: 'failed' }>,
): Omit<WayText, 'glyph'> {
  const { status, seconds, path } = error.details;
  if (missing !== undefined) {
    const refused = error.code.endsWith('.forbidden') ? '403' : t('way.denied');
    return { main: refused, under: plainText(`${missing.verb} ${missing.resource}`) };
  }
  const main = short(error);
  if (status !== undefined) return { main, under: t('way.status', { status: String(status) }) };
  if (seconds !== undefined) return { main, under: t('way.inSeconds', { seconds: String(seconds) }) };
  return { main, under: path === undefined ? '' : plainText(String(path)) };
}
