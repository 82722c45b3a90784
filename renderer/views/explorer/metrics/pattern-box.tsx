/** Types a part of a label's values: it filters what is listed, and can become a condition as a regular expression of the whole value. */
import { useTranslation } from 'react-i18next';
import { type BuiltSelector, setPattern } from './built-selector.ts';
import styles from './label-list.module.css';

export interface PatternBoxProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly selector: BuiltSelector;
  readonly onChange: (selector: BuiltSelector) => void;
}

export function PatternBox({ label, text, onText, selector, onChange }: PatternBoxProps) {
  const { t } = useTranslation('metrics');
  const match = (negative: boolean) => {
    if (text !== '') onChange(setPattern(selector, label, text, negative));
  };
  return (
    <span className={styles.pattern}>
      <input
        type="text"
        className={styles.filter}
        aria-label={t('filterValues', { label })}
        placeholder={t('filterHint')}
        value={text}
        maxLength={500}
        spellCheck={false}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') match(event.altKey);
          else if (event.key === 'Escape' && text !== '') onText('');
          else return;
          event.preventDefault();
        }}
      />
      {([false, true] as const).map((negative) => (
        <button
          key={String(negative)}
          type="button"
          className={styles.sign}
          disabled={text === ''}
          aria-label={t(negative ? 'matchNot' : 'match', { label })}
          title={t(negative ? 'matchNot' : 'match', { label })}
          onClick={() => match(negative)}
        >
          {negative ? '!~' : '=~'}
        </button>
      ))}
    </span>
  );
}
