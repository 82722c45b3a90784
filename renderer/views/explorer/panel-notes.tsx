/** Prometheus's own remarks on the answers: warnings doubt them, infos do not. Complete, and never translated. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import styles from './panel-notes.module.css';
import type { AnsweredQuery } from './panel-view.ts';

export function PanelNotes({ answers }: { readonly answers: readonly AnsweredQuery[] }) {
  const { t } = useTranslation('explorer');
  const { showWarnings, showInfos } = useSettings();
  const wordsOf = (kind: 'warnings' | 'infos') => [...new Set(answers.flatMap(({ shown }) => shown.answer.done[kind]))];
  const warnings = showWarnings ? wordsOf('warnings') : [];
  const infos = showInfos ? wordsOf('infos') : [];
  if (warnings.length + infos.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {warnings.map((words) => (
        <li key={`warning ${words}`} data-kind="warning">
          <StateGlyph kind="pending" />
          <span>{t('notes.warning')}</span> <code>{words}</code>
        </li>
      ))}
      {infos.map((words) => (
        <li key={`info ${words}`}>
          <StateGlyph kind="inactive" />
          <span>{t('notes.info')}</span> <code>{words}</code>
        </li>
      ))}
    </ul>
  );
}

/** The lines are there; what was to be marked on them is not. */
export function ExemplarsNote({ failure }: { readonly failure: AppErrorData }) {
  const { t } = useTranslation('explorer');
  const errorText = useErrorText();
  return (
    <ul className={styles.notes}>
      <li data-kind="warning">
        <StateGlyph kind="pending" />
        <span>{t('notes.exemplars', { reason: errorText(failure).short })}</span>
      </li>
    </ul>
  );
}
