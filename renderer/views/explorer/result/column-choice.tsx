/** Which labels have a column. Where there are many, only some of them have one at first. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { Button } from '../../../components/button.tsx';
import { Popover } from '../../../components/popover.tsx';
import type { LabelColumn } from '../table-model.ts';
import styles from './table-bar.module.css';

export interface ColumnChoiceProps {
  readonly columns: readonly LabelColumn[];
  readonly chosen: ReadonlySet<string>;
  /** Undefined: as at first. */
  readonly onChoose: (chosen: ReadonlySet<string> | undefined) => void;
}

/** With fewer there is nothing to look for. */
const fewestFiltered = 12;

export function ColumnChoice({ columns, chosen, onChoose }: ColumnChoiceProps) {
  const { t, i18n } = useTranslation('result');
  const shown = columns.filter(({ name }) => chosen.has(name)).length;
  const count = (value: number) => formatCount(value, i18n.language);
  const words =
    shown === columns.length ? count(shown) : t('columns.of', { shown: count(shown), all: count(columns.length) });
  return (
    <Popover
      look="quiet"
      size="small"
      position="bottom-end"
      label={t('columns.choose', { shown: words })}
      button={
        <span className={styles.option}>
          {t('columns.label')} <b>{words}</b>
        </span>
      }
    >
      {() => <Choices columns={columns} chosen={chosen} onChoose={onChoose} />}
    </Popover>
  );
}

function Choices({ columns, chosen, onChoose }: ColumnChoiceProps) {
  const { t, i18n } = useTranslation('result');
  const [text, setText] = useState('');
  const word = text.trim().toLowerCase();
  const listed = columns.filter(({ name }) => name.toLowerCase().includes(word));
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(next);
  };
  return (
    <div className={styles.choices}>
      {columns.length < fewestFiltered ? null : (
        <input
          type="text"
          className={styles.find}
          aria-label={t('columns.find')}
          placeholder={t('columns.find')}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul className={styles.list} aria-label={t('columns.label')}>
        {listed.map(({ name, present }) => (
          <li key={name}>
            <label className={styles.choice}>
              <input type="checkbox" checked={chosen.has(name)} onChange={() => toggle(name)} />
              <code className={styles.name}>{name}</code>
              <span className={styles.present}>
                {t('columns.present', { count: present, present: formatCount(present, i18n.language) })}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button size="small" onClick={() => onChoose(new Set(columns.map(({ name }) => name)))}>
          {t('columns.all')}
        </Button>
        <Button size="small" onClick={() => onChoose(undefined)}>
          {t('columns.atFirst')}
        </Button>
      </div>
    </div>
  );
}
