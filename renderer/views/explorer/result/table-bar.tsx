/** Over a table that is longer than one looks through: its filter, how much of it is shown, and how. */
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { ActionMenu } from '../../../components/action-menu.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import type { RowKind, TableModel } from '../table-model.ts';
import { ColumnChoice } from './column-choice.tsx';
import styles from './table-bar.module.css';
import type { TextForm } from './table-text.ts';

export interface TableBarProps {
  readonly model: TableModel;
  readonly found: number;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string> | undefined) => void;
  /** Undefined: there is no choice, every series has one sample. */
  readonly onKind: ((kind: RowKind) => void) | undefined;
  readonly onCopy: (form: TextForm) => void;
}

/** Fewer rows are seen at once. */
const fewestFiltered = 9;
const fewestChosen = 4;

export function TableBar(props: TableBarProps) {
  const { model, text, onKind, onCopy, chosen, onChoose } = props;
  const { t } = useTranslation('result');
  const isLong = model.rowCount >= fewestFiltered || text !== '';
  if (!isLong && onKind === undefined && model.columns.length < fewestChosen) return null;
  return (
    <div className={styles.bar}>
      {isLong ? <Filter {...props} /> : null}
      <span className={styles.space} />
      {onKind === undefined ? null : (
        <Segmented
          label={t('bar.kind')}
          options={[
            { value: 'series', label: t('bar.series') },
            { value: 'samples', label: t('bar.samples') },
          ]}
          value={model.kind}
          onChange={onKind}
        />
      )}
      {model.columns.length < fewestChosen ? null : (
        <ColumnChoice columns={model.columns} chosen={chosen} onChoose={onChoose} />
      )}
      <ActionMenu
        look="quiet"
        size="small"
        label={t('bar.copyMenu')}
        button={t('bar.copy')}
        actions={[
          { label: t('bar.tsv'), run: () => onCopy('tsv') },
          { label: t('bar.markdown'), run: () => onCopy('markdown') },
        ]}
      />
    </div>
  );
}

function Filter({ model, found, text, onText, input }: TableBarProps) {
  const { t, i18n } = useTranslation('result');
  const words = { found: formatCount(found, i18n.language), all: formatCount(model.rowCount, i18n.language) };
  return (
    <>
      <input
        ref={input}
        type="text"
        className={styles.filter}
        aria-label={t('bar.filter')}
        placeholder={t('bar.filter')}
        title={t('bar.filterHint')}
        value={text}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.preventDefault();
          event.stopPropagation();
          onText('');
        }}
      />
      <span role="status" className={styles.found}>
        {text === ''
          ? t('bar.rows', { count: model.rowCount, all: words.all })
          : t('bar.found', { count: found, ...words })}
      </span>
    </>
  );
}
