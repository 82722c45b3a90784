/** Prometheus's own remarks on an answer: warnings doubt it, infos do not. Complete, and never translated. */
import { useTranslation } from 'react-i18next';
import type { QueryDone } from '../../../shared/model/query.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './panel-notes.module.css';

export function PanelNotes({ done }: { readonly done: QueryDone }) {
  const { t } = useTranslation('explorer');
  const { warnings, infos } = done;
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
