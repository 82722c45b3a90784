/** One thing that the palette offers, and the head of its group where it begins one. */
import { Fragment, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { KeyCap } from '../../components/key-cap.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { keyCaps } from '../key-caps.ts';
import styles from './palette.module.css';
import type { Row } from './palette-model.ts';

export interface PaletteRowProps {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

/** More of a title, or of what stands beside it, is seen nowhere. */
const longestShown = 300;

export const PaletteRow = memo(function PaletteRow({ id, row, index, selected, onChoose }: PaletteRowProps) {
  const { t, i18n } = useTranslation('palette');
  const count = (value: number) => formatCount(value, i18n.language);
  const { entry, marks, head } = row;
  const state = entry.state?.();
  const second = [state?.line, entry.second].filter((text) => text !== undefined && text !== '').join(' · ');
  return (
    <>
      {head === undefined ? null : (
        <div className={styles.group} role="presentation">
          {t(`group.${entry.group}`)}
          {head.shown < head.all ? (
            <span className={styles.part}>{t('part', { shown: count(head.shown), all: count(head.all) })}</span>
          ) : null}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the text box has the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the text box keeps the focus, and says which row is meant */}
      <div
        id={id}
        data-row={index}
        role="option"
        aria-selected={selected}
        className={styles.row}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onChoose}
      >
        <span className={styles.glyph}>{state === undefined ? null : <StateGlyph kind={state.glyph} />}</span>
        <span className={styles.title} data-mono={entry.mono === true}>
          <bdi>{marked(entry.title.slice(0, longestShown), marks)}</bdi>
        </span>
        <span className={styles.second} title={second.slice(0, 2000)}>
          <bdi>{second.slice(0, longestShown)}</bdi>
        </span>
        {entry.keys === undefined ? null : (
          <span className={styles.keys}>
            {entry.keys.flatMap(keyCaps).map((cap) => (
              <KeyCap key={cap}>{cap}</KeyCap>
            ))}
          </span>
        )}
      </div>
    </>
  );
});

function marked(text: string, marks: Row['marks']): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from >= text.length) break;
    parts.push(<Fragment key={`${at} `}>{text.slice(at, from)}</Fragment>);
    parts.push(<b key={from}>{text.slice(from, to)}</b>);
    at = to;
  }
  parts.push(<Fragment key="rest">{text.slice(at)}</Fragment>);
  return parts;
}
