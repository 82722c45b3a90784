/** One step of the log. A failure opens into our sentences and the server's own words, complete. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatFixed } from '../../../shared/format/number.ts';
import type { DiagnosisStep } from '../../../shared/model/diagnosis.ts';
import { useErrorText } from '../../components/error-text.ts';
import { ServerWords } from '../../components/server-words.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import { plainText, shortened } from './plain-text.ts';
import { answerText, statusText, stepText, type WordsInput } from './step-words.ts';
import styles from './tried-panel.module.css';

export interface StepRowProps {
  readonly step: DiagnosisStep;
  readonly words: WordsInput;
}

const glyphs: Readonly<Record<DiagnosisStep['outcome'], GlyphKind>> = { ok: 'ok', failed: 'bad', nothing: 'skipped' };

/** Longer answers are shown whole when the row is open. */
const answerLimit = 160;

export function StepRow({ step, words }: StepRowProps) {
  const { t, i18n } = useTranslation('discovery');
  const [open, setOpen] = useState(false);
  const id = useId();
  const { outcome, afterMs, ms } = step;
  const answer = answerText(words, step);
  const brief = shortened(answer, answerLimit);
  const error = step.answer.kind === 'error' ? step.answer.error : undefined;
  const hasMore = error !== undefined || brief !== answer;
  return (
    <>
      <tr data-outcome={outcome} data-open={open}>
        <td data-numeric="true" className={styles.quiet}>
          {formatFixed(afterMs / 1000, afterMs < 100_000 ? 2 : 0, i18n.language)}
        </td>
        <td className={styles.glyph}>
          <StateGlyph kind={glyphs[outcome]} />
          <span className="spoken">{t(`outcome.${outcome}`)}</span>
        </td>
        <th scope="row">{shortened(stepText(words, step.step), answerLimit)}</th>
        <td className={styles.quiet}>
          {hasMore ? (
            <button
              type="button"
              className={styles.more}
              aria-expanded={open}
              aria-controls={open ? id : undefined}
              onClick={() => setOpen(!open)}
            >
              {brief}
              <svg className={styles.mark} width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
                <path d="M2 3l2.5 3L7 3" />
              </svg>
            </button>
          ) : (
            brief
          )}
        </td>
        <td className={styles.statusText}>{statusText(words, step)}</td>
        <td data-numeric="true" className={styles.quiet}>
          {Math.round(ms)}
        </td>
      </tr>
      {open ? (
        <tr id={id}>
          <td colSpan={6} className={styles.details}>
            {error === undefined ? <p className={styles.whole}>{answer}</p> : <ErrorDetails error={error} />}
          </td>
        </tr>
      ) : null}
    </>
  );
}

function ErrorDetails({ error }: { readonly error: AppErrorData }) {
  const { verdict, advice, words } = useErrorText()(error);
  return (
    <>
      <p className={styles.whole}>{plainText(`${verdict} ${advice}`.trim())}</p>
      <ServerWords words={words} />
    </>
  );
}
