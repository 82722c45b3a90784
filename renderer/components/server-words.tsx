/** Words that are not ours: in mono, complete, never translated, and copyable. What would hide in them is shown as a mark. */
import { useTranslation } from 'react-i18next';
import { plainLines } from '../../shared/format/plain-text.ts';
import { CopyButton } from './copy-button.tsx';
import type { ForeignWords } from './error-text.ts';
import styles from './server-words.module.css';

export interface ServerWordsProps {
  /** Nothing is shown where there are none. */
  readonly words: ForeignWords | undefined;
}

export function ServerWords({ words }: ServerWordsProps) {
  const { t } = useTranslation();
  if (words === undefined) return null;
  const label = t(`words.${words.whose}`);
  return (
    <section className={styles.words} aria-label={label}>
      <div className={styles.head}>
        <h3 className={styles.label}>{label}</h3>
        <CopyButton text={words.text} look="quiet" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long words scroll, and the keyboard has to reach that */}
      <pre className={styles.text} tabIndex={0}>
        {plainLines(words.text)}
      </pre>
    </section>
  );
}
