/** The whole page where the backend does not know this page's token: nothing else may be shown. */
import { useTranslation } from 'react-i18next';
import { CompassMark } from '../shell/compass-mark.tsx';
import { ReadingPage } from './reading-page.tsx';
import styles from './token-page.module.css';

export function TokenPage() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <title>{t('name')}</title>
      <p className={styles.brand}>
        <CompassMark />
        {t('name')}
      </p>
      <ReadingPage level={1} verdict={t('token.verdict')} reading={t('token.reading')} glyph="stopped" alert>
        <p className={styles.todo}>{t('token.todo')}</p>
      </ReadingPage>
    </main>
  );
}
