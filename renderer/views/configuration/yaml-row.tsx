/** A line of a configuration: its number, what folds it, and its text with what was found in it. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { LineFrame } from '../../components/virtual-lines.tsx';
import { YamlLine } from '../../components/yaml-line.tsx';
import type { LineMark } from '../../components/yaml-spans.ts';
import styles from './yaml-row.module.css';

export interface YamlRowProps {
  readonly frame: LineFrame;
  readonly line: number;
  readonly text: string;
  /** By how many characters further in it goes on below; undefined where it does not. */
  readonly hang: number | undefined;
  /** How many lines it hides when it is folded; 0 where it hides none. */
  readonly hides: number;
  readonly isFolded: boolean;
  readonly marks: readonly LineMark[];
  readonly onCurrent: (line: number) => void;
  readonly onToggle: (line: number) => void;
}

export const YamlRow = memo(
  function YamlRow({ frame, line, text, hang, hides, isFolded, marks, onCurrent, onToggle }: YamlRowProps) {
    const { t, i18n } = useTranslation('configuration');
    const level = Math.floor(Math.max(0, text.search(/[^ ]/)) / 2) + 1;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's, which has the focus
      // biome-ignore lint/a11y/useFocusableInteractive: as above
      <div
        {...frame}
        role="treeitem"
        aria-level={level}
        aria-expanded={hides === 0 ? undefined : !isFolded}
        aria-selected={frame['data-current']}
        className={styles.line}
        data-wraps={hang !== undefined}
        onClick={() => onCurrent(line)}
      >
        <span className={styles.number} aria-hidden="true">
          {line + 1}
        </span>
        {hides === 0 ? (
          <span className={styles.fold} aria-hidden="true" />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            className={styles.fold}
            data-folded={isFolded}
            onClick={() => onToggle(line)}
          >
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <path d="M2.5 3.5L5 6.5l2.5-3" />
            </svg>
          </button>
        )}
        <code className={styles.text} style={hang === undefined ? undefined : hanging(hang)}>
          <YamlLine text={text} marks={marks} />
        </code>
        {isFolded ? (
          <span className={styles.folded}>
            {t('text.folded', { count: hides, n: formatCount(hides, i18n.language) })}
          </span>
        ) : null}
      </div>
    );
  },
  (before, now) =>
    before.frame.id === now.frame.id &&
    before.frame['data-row'] === now.frame['data-row'] &&
    before.frame['data-current'] === now.frame['data-current'] &&
    before.line === now.line &&
    before.text === now.text &&
    before.hang === now.hang &&
    before.hides === now.hides &&
    before.isFolded === now.isFolded &&
    before.marks === now.marks &&
    before.onCurrent === now.onCurrent &&
    before.onToggle === now.onToggle,
);

const hanging = (hang: number) => ({ paddingLeft: `${hang}ch`, textIndent: `-${hang}ch` });
