/** The detail of a gap in the language of the page: what is ours is said in it, and what a failure said stands beside it, as it was written down. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../shared/format/plain-text.ts';
import { readDetail } from '../../shared/model/gap-details.ts';
import { useErrorText } from './error-text.ts';

export interface GapDetailText {
  /** '' for nothing. */
  readonly text: string;
  /** Not of the page's language, and perhaps a server's; '' for none. */
  readonly words: string;
}

/** @param short of a failure, by its code @param moment a time, as the page writes it */
export function describeGapDetail(
  t: TFunction<'record'>,
  detail: string,
  { short, moment }: { readonly short: (code: string) => string; readonly moment: (timeMs: number) => string },
): GapDetailText {
  const { kind, atMs, code, words } = readDetail(detail);
  if (kind === undefined) return { text: code === undefined ? '' : short(code), words: plainText(words) };
  const said =
    atMs === undefined ? t(`detail.${kind}`) : t('detail.askedAt', { detail: t(`detail.${kind}`), time: moment(atMs) });
  if (kind !== 'gone') return { text: said, words: plainText(words) };
  // Of replicas that answer in turn there are several.
  const startsMs = words.split(', ').map((one) => Date.parse(one));
  if (startsMs.some((ms) => Number.isNaN(ms))) return { text: said, words: plainText(words) };
  const started = t('detail.started', { count: startsMs.length, time: startsMs.map(moment).join(', ') });
  return { text: `${said} ${started}`, words: '' };
}

export function useGapDetail(): (detail: string, moment: (timeMs: number) => string) => GapDetailText {
  const { t } = useTranslation('record');
  const errorText = useErrorText();
  const short = (code: string) =>
    errorText({ code, message: '', details: {}, retryable: false } as Parameters<typeof errorText>[0]).short;
  return (detail, moment) => describeGapDetail(t, detail, { short, moment });
}
