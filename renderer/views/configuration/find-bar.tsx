/** What the text is searched for, how often it is there, and the ways to the next and the previous place. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import list from '../../components/list-view.module.css';
import { SearchField } from '../../components/search-field.tsx';
import { longestText } from './configuration-state.ts';
import styles from './find-bar.module.css';
import type { Found } from './use-found.ts';

export interface FindBarProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Undefined where there is nothing to search in. */
  readonly found: Found | undefined;
}

export function FindBar({ text, onText, found }: FindBarProps) {
  const { t } = useTranslation('configuration');
  const hasMatches = found !== undefined && found.matches.length > 0;
  const step = (label: string, sign: string, backwards: boolean) => (
    <Button
      className={styles.step}
      aria-label={label}
      title={label}
      disabled={!hasMatches}
      onClick={() => found?.go(backwards)}
    >
      {sign}
    </Button>
  );
  return (
    <>
      <SearchField
        className={list.search}
        label={t('toolbar.find')}
        keyLabel={t('toolbar.findKey')}
        text={text}
        onChange={(typed) => onText(typed.slice(0, longestText))}
        onEnter={found?.go}
      />
      {text === '' || found === undefined ? null : (
        <>
          <span className={styles.count} role="status">
            <Count found={found} />
          </span>
          <span className={styles.steps}>
            {step(t('toolbar.previous'), '‹', true)}
            {step(t('toolbar.next'), '›', false)}
          </span>
        </>
      )}
    </>
  );
}

function Count({ found: { matches, index, isCut } }: { readonly found: Found }) {
  const { t, i18n } = useTranslation('configuration');
  if (matches.length === 0) return t('found.none');
  const number = (count: number) => formatCount(count, i18n.language);
  return t(isCut ? 'found.atCut' : 'found.at', { n: number(index + 1), all: number(matches.length) });
}
