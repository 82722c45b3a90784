/** An answer as a table: texts as they are, everything else a row for each sample or, of range vectors, for each series. */
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, type TimeZone } from '../../../shared/format/time.ts';
import type { UnitName } from '../../../shared/format/unit.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import type { ResultPart } from './result/result-part.ts';
import type { LabelFilter } from './result/row-details.tsx';
import { SeriesTable } from './result/series-table.tsx';
import styles from './result-table.module.css';

export interface ResultTableProps {
  readonly parts: readonly ResultPart[];
  readonly unit: UnitName;
  readonly zone: TimeZone;
  readonly onFilter: LabelFilter;
}

export function ResultTable({ parts: given, unit, zone, onFilter }: ResultTableProps) {
  const { i18n } = useTranslation('result');
  const parts = useKept(given);
  const look = useMemo(() => ({ unit, zone, locale: i18n.language }), [unit, zone, i18n.language]);
  const measured = useMemo(() => parts.filter(({ answer }) => answer.done.text === undefined), [parts]);
  return (
    <>
      {parts.map((part) => (
        <TextResult key={part.letter} part={part} several={parts.length > 1} zone={zone} />
      ))}
      {measured.length === 0 ? null : <SeriesTable parts={measured} look={look} onFilter={onFilter} />}
    </>
  );
}

/** The same list as long as the same answers are in it: a table is not made anew for each step of a refresh. */
function useKept(parts: readonly ResultPart[]): readonly ResultPart[] {
  const kept = useRef(parts);
  const before = kept.current;
  const isSame =
    before.length === parts.length &&
    parts.every(({ answer, letter, expr }, i) => {
      const one = before[i];
      return one?.answer === answer && one.letter === letter && one.expr === expr;
    });
  if (!isSame) kept.current = parts;
  return kept.current;
}

interface TextResultProps {
  readonly part: ResultPart;
  readonly several: boolean;
  readonly zone: TimeZone;
}

function TextResult({ part, several, zone }: TextResultProps) {
  const { t } = useTranslation('result');
  const { letter, answer, evaluatedMs } = part;
  const { text } = answer.done;
  if (text === undefined) return null;
  return (
    <section className={styles.result} aria-label={t('text.label', { letter })}>
      <p className={styles.head}>
        {several ? <b>{letter}</b> : null}
        {evaluatedMs === undefined ? null : t('text.at', { time: formatDateTime(evaluatedMs, zone) })}
        <CopyButton text={text} look="quiet" />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre className={styles.text} tabIndex={0}>
        {text === '' ? <span className={styles.none}>{t('text.empty')}</span> : text}
      </pre>
    </section>
  );
}
