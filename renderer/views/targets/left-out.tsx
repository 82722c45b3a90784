/** What could not be looked at: said on top and open, for the list is not whole. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './left-out.module.css';

export function LeftOut({ problems }: { readonly problems: readonly AppErrorData[] }) {
  const { t } = useTranslation('targets');
  const errorText = useErrorText();
  if (problems.length === 0) return null;
  return (
    <details className={styles.problems} open>
      <summary>
        <StateGlyph kind="degraded" />
        {t('found.problems', { count: problems.length })}
      </summary>
      <ul>
        {problems.map((problem, index) => {
          const { verdict, advice } = errorText(problem);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and are replaced all at once
            <li key={index}>
              {verdict} {advice}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
