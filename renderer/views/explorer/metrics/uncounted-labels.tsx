/** Labels where there is too much to count, or counting failed: names and values are listed as they are typed. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { FoundTexts } from '../../../../shared/model/catalog.ts';
import { metricSelector } from '../../../../shared/promql/fitting-query.ts';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import styles from './label-list.module.css';
import type { LabelListProps } from './label-list-props.ts';
import { PatternBox } from './pattern-box.tsx';
import { useFoundTexts } from './use-found-texts.ts';
import { ValueRow } from './value-row.tsx';

export function UncountedLabels({ context, live, selector, onChange }: LabelListProps) {
  const { t } = useTranslation('metrics');
  const [label, setLabel] = useState<string | undefined>();
  const [text, setText] = useState('');
  const among = selector.metric === undefined ? '' : metricSelector(selector.metric);
  const { found, failure } = useFoundTexts(live ? { context, label, selector: among, text: text.trim() } : undefined);
  const choose = (next: string | undefined) => {
    setLabel(next);
    setText('');
  };
  const section = useFocusedAfter(label);
  if (!live) return <Empty title={t('notLive.title')}>{t('notLive.text')}</Empty>;
  return (
    <section ref={section} className={styles.labels} aria-label={t('labels')}>
      <header className={styles.labelHead}>
        {label === undefined ? (
          <>
            <h3 className={styles.title}>{t('labels')}</h3>
            <input
              type="text"
              className={styles.filter}
              aria-label={t('findLabel')}
              placeholder={t('findLabel')}
              value={text}
              maxLength={500}
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          </>
        ) : (
          <>
            <Button size="small" look="quiet" onClick={() => choose(undefined)}>
              {t('otherLabel')}
            </Button>
            <h3 className={styles.name}>
              <bdi>{label}</bdi>
            </h3>
            <PatternBox label={label} text={text} onText={setText} selector={selector} onChange={onChange} />
          </>
        )}
      </header>
      {failure === undefined ? null : <ErrorPanel error={failure} />}
      <ul className={styles.values}>
        {(found?.texts ?? []).map((one) =>
          label === undefined ? (
            <li key={one} className={styles.row}>
              <button type="button" className={styles.value} onClick={() => choose(one)}>
                <span className={styles.text}>
                  <bdi>{one.slice(0, 200)}</bdi>
                </span>
              </button>
            </li>
          ) : (
            <ValueRow key={one} {...{ label, selector, onChange }} value={one} series={undefined} most={1} />
          ),
        )}
      </ul>
      <Rest found={found} text={text.trim()} label={label} />
    </section>
  );
}

/** What was pressed to choose another label has gone: its box is where one goes on. */
function useFocusedAfter(label: string | undefined) {
  const section = useRef<HTMLElement>(null);
  const before = useRef(label);
  useEffect(() => {
    if (before.current === label) return;
    before.current = label;
    section.current?.querySelector('input')?.focus();
  }, [label]);
  return section;
}

interface RestProps {
  readonly found: FoundTexts | undefined;
  readonly text: string;
  readonly label: string | undefined;
}

function Rest({ found, text, label }: RestProps) {
  const { t, i18n } = useTranslation('metrics');
  if (found === undefined) return null;
  if (found.total === 0) {
    if (text === '') return <p className={styles.none}>{t(label === undefined ? 'noLabels' : 'noValues')}</p>;
    return <p className={styles.none}>{t(label === undefined ? 'noLabel' : 'noValue', { text })}</p>;
  }
  const rest = found.total - found.texts.length;
  if (rest <= 0) return null;
  return <p className={styles.none}>{t('rest', { count: rest, rest: formatCount(rest, i18n.language) })}</p>;
}
