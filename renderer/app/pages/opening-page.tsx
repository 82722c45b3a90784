/** Before the backend has listed the contexts: nothing for a moment, then what is being waited for, or why it failed. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { ServerWords } from '../../components/server-words.tsx';
import styles from './opening-page.module.css';
import { ReadingPage } from './reading-page.tsx';

export function OpeningPage({ failure }: { readonly failure: AppErrorData | undefined }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  if (failure === undefined) {
    return (
      <div className={styles.waiting}>
        <NeatlineProgress label={t('opening.label')} />
        <p>{t('opening.label')}</p>
      </div>
    );
  }
  const { verdict, advice, words } = errorText(failure);
  return (
    <ReadingPage level={1} verdict={verdict} reading={advice} glyph="bad" alert>
      <ServerWords words={words} />
    </ReadingPage>
  );
}
