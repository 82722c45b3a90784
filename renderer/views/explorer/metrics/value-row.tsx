/** One value of a label: a click takes the series that have it, its second button leaves them out; either again takes that back. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { type BuiltSelector, isChosen, toggleValue } from './built-selector.ts';
import styles from './label-list.module.css';

export interface ValueRowProps {
  readonly label: string;
  readonly value: string;
  /** Undefined where nothing was counted. */
  readonly series: number | undefined;
  /** Of the value with the most: the length of a whole bar. */
  readonly most: number;
  readonly selector: BuiltSelector;
  readonly onChange: (selector: BuiltSelector) => void;
}

const longestValue = 200;

export function ValueRow({ label, value, series, most, selector, onChange }: ValueRowProps) {
  const { t, i18n } = useTranslation('metrics');
  const chosen = isChosen(selector, label, value);
  const shown = value === '' ? t('emptyValue') : value.slice(0, longestValue);
  return (
    <li className={styles.row} data-chosen={chosen}>
      <button
        type="button"
        className={styles.value}
        aria-pressed={chosen === 'included'}
        title={value.length > longestValue ? value.slice(0, 2000) : undefined}
        onClick={() => onChange(toggleValue(selector, label, value, false))}
      >
        <span className={styles.text}>
          <bdi>{shown}</bdi>
        </span>
        {series === undefined ? null : (
          <>
            <span className={styles.bar} aria-hidden="true">
              <i style={{ width: `${(100 * series) / most}%` }} />
            </span>
            <span className={styles.number}>{formatCount(series, i18n.language)}</span>
          </>
        )}
      </button>
      <button
        type="button"
        className={styles.sign}
        aria-pressed={chosen === 'excluded'}
        aria-label={t('exclude', { value: shown })}
        title={t('exclude', { value: shown })}
        onClick={() => onChange(toggleValue(selector, label, value, true))}
      >
        !=
      </button>
    </li>
  );
}
