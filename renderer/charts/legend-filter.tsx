/** Finds series by their names: the box is there once there are enough of them to look for one. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/number.ts';
import styles from './series-graph.module.css';

export interface LegendFilterProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly found: number;
  readonly all: number;
  readonly onIsolate: () => void;
}

/** Fewer are seen at once. */
const fewestFiltered = 9;

export function LegendFilter({ text, onChange, found, all, onIsolate }: LegendFilterProps) {
  const { t, i18n } = useTranslation('chart');
  if (all < fewestFiltered && text === '') return null;
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <div className={styles.filter}>
      <input
        type="text"
        aria-label={t('legend.filter')}
        placeholder={t('legend.filter')}
        value={text}
        spellCheck={false}
        maxLength={500}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found > 0) onIsolate();
          else if (event.key === 'Escape' && text !== '') onChange('');
          else return;
          event.preventDefault();
        }}
      />
      {text === '' ? null : (
        <>
          <span role="status">
            {found === 0 ? t('legend.none', { text }) : t('legend.filtered', { found: count(found), all: count(all) })}
          </span>
          {found === 0 ? null : (
            <button type="button" className={styles.more} onClick={onIsolate}>
              {t('legend.isolateThese')}
            </button>
          )}
        </>
      )}
    </div>
  );
}
