/** The queries that were named, starred, or ran before: found by words, run again, named, forgotten and brought back. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { Band } from '../../../components/band.tsx';
import { Button } from '../../../components/button.tsx';
import { Drawer } from '../../../components/drawer.tsx';
import { Empty } from '../../../components/empty.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { useNow } from '../../../components/use-now.ts';
import { VirtualList } from '../../../components/virtual-list.tsx';
import { useQueryLibrary, useSettings } from '../../../state/stores.tsx';
import styles from './library-drawer.module.css';
import { type LibraryRow, libraryRows, type Section } from './library-rows.ts';
import { QueryRow } from './query-row.tsx';
import { type LibraryWork, useLibraryWork } from './use-library-work.ts';

export interface LibraryDrawerProps {
  /** Whose Explorer this is: a query that ran in another says in which. */
  readonly context: ContextId;
  readonly onInsert: (text: string) => void;
  /** Instead of the expression, and run. */
  readonly onUse: (expr: string) => void;
  readonly onClose: () => void;
}

const rowHeight = 48;
const headHeight = 30;

export function LibraryDrawer({ context, onInsert, onUse, onClose }: LibraryDrawerProps) {
  const { t } = useTranslation('library');
  const { queries, known } = useQueryLibrary();
  const [text, setText] = useState('');
  const rows = useMemo(() => libraryRows(queries, text), [queries, text]);
  const work = useLibraryWork();
  const host = useRef<HTMLDivElement>(null);
  const nowMs = useNow();
  const [said, setSaid] = useState('');
  const toRows = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && text !== '') setText('');
    else if (event.key === 'ArrowDown') host.current?.querySelector<HTMLElement>('[data-row="0"]')?.focus();
    else if (event.key === 'Enter' && rows[0] !== undefined) onUse(rows[0].query.expr);
    else return;
    event.preventDefault();
  };
  return (
    <Drawer title={t('title')} onClose={onClose}>
      <div className={styles.head}>
        <input
          data-first
          type="text"
          className={styles.input}
          aria-label={t('find')}
          placeholder={t('findHint')}
          value={text}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={toRows}
        />
      </div>
      <Notices work={work} />
      <div ref={host} className={styles.rows}>
        {rows.length === 0 ? (
          known ? (
            <NoRows text={text} />
          ) : null
        ) : (
          <VirtualList
            label={t('list')}
            items={rows}
            keyOf={({ query }) => query.expr}
            rowHeight={rowHeight}
            current={-1}
            before={(row, index) =>
              beginsSection(rows, index) ? (
                <Head section={row.section} rows={rows} work={work} whole={text.trim() === ''} />
              ) : undefined
            }
            beforeHeight={headHeight}
            render={({ query }, row) => (
              <QueryRow
                query={query}
                row={row}
                context={context}
                nowMs={nowMs}
                work={work}
                onSay={setSaid}
                onUse={() => onUse(query.expr)}
                onInsert={() => onInsert(query.expr)}
              />
            )}
          />
        )}
      </div>
      <p role="status" className={styles.hint}>
        {said === '' ? t('hint') : said}
      </p>
    </Drawer>
  );
}

function beginsSection(rows: readonly LibraryRow[], index: number): boolean {
  return index === 0 || rows[index - 1]?.section !== rows[index]?.section;
}

function Head({
  section,
  rows,
  work,
  whole,
}: {
  readonly section: Section;
  readonly rows: readonly LibraryRow[];
  readonly work: LibraryWork;
  /** Nothing is searched for: only then "all of these" is what is seen. */
  readonly whole: boolean;
}) {
  const { t, i18n } = useTranslation('library');
  const count = rows.filter((row) => row.section === section).length;
  return (
    <h3 className={styles.section}>
      <span>{t(`section.${section}`)}</span>
      <span>{formatCount(count, i18n.language)}</span>
      {section === 'past' && whole ? (
        <Button size="small" look="quiet" onClick={() => void work.forgetPast(count)}>
          {t('forgetPast')}
        </Button>
      ) : null}
    </h3>
  );
}

/** What could not be done or kept, what can be undone, and that nothing is kept. */
function Notices({ work }: { readonly work: LibraryWork }) {
  const { t } = useTranslation('library');
  const { problem } = useQueryLibrary();
  const { queryHistory } = useSettings();
  const describe = useErrorText();
  const failure = work.failure ?? problem;
  return (
    <>
      {failure === undefined ? null : (
        <Band glyph="bad" tone="bad" title={describe(failure).verdict}>
          {describe(failure).advice}
        </Band>
      )}
      <Forgotten work={work} />
      {queryHistory ? null : <p className={styles.off}>{t('off')}</p>}
    </>
  );
}

/** What was pressed has gone with what it forgot: the way back is where one goes on. */
function Forgotten({ work: { forgotten, restore } }: { readonly work: LibraryWork }) {
  const { t, i18n } = useTranslation('library');
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (forgotten > 0) undo.current?.focus();
  }, [forgotten]);
  const back = async () => {
    const list = undo.current?.closest('[role="dialog"]');
    if ((await restore()) === undefined) list?.querySelector<HTMLElement>('[data-first]')?.focus();
  };
  return (
    <div role="status">
      {forgotten === 0 ? null : (
        <p className={styles.undo}>
          {t('forgotten', { count: forgotten, queries: formatCount(forgotten, i18n.language) })}{' '}
          <Button ref={undo} size="small" onClick={() => void back()}>
            {t('undo')}
          </Button>
        </p>
      )}
    </div>
  );
}

function NoRows({ text }: { readonly text: string }) {
  const { t } = useTranslation('library');
  return (
    <div className={styles.empty}>
      {text.trim() === '' ? (
        <Empty title={t('none.title')}>{t('none.text')}</Empty>
      ) : (
        <Empty title={t('noMatch.title', { text: text.trim() })}>{t('noMatch.text')}</Empty>
      )}
    </div>
  );
}
