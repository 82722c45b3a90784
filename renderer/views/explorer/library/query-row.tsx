/** One kept query: its name or expression, when it ran, and what can be done with it. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import { formatDateTime } from '../../../../shared/format/time.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { LibraryQuery } from '../../../../shared/model/query-library.ts';
import { ActionMenu } from '../../../components/action-menu.tsx';
import type { RowProps } from '../../../components/virtual-list.tsx';
import { findContext } from '../../../state/contexts-store.ts';
import { useContexts, useSettings } from '../../../state/stores.tsx';
import styles from './query-row.module.css';
import type { LibraryWork } from './use-library-work.ts';

export interface QueryRowProps {
  readonly query: LibraryQuery;
  readonly row: RowProps;
  readonly context: ContextId;
  readonly nowMs: number;
  readonly work: LibraryWork;
  /** Tells what was done where nothing else shows it. */
  readonly onSay: (text: string) => void;
  readonly onUse: () => void;
  readonly onInsert: () => void;
}

const longestShown = 400;

export function QueryRow({ query, row, context, nowMs, work, onSay, onUse, onInsert }: QueryRowProps) {
  const { t } = useTranslation('library');
  const [naming, setNaming] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const { expr, name, starred } = query;
  const facts = useFacts(query, context, nowMs);
  const named = (byKey: boolean) => {
    setNaming(false);
    // The box has gone with the naming: its row is where one goes on.
    if (byKey) queueMicrotask(() => host.current?.querySelector<HTMLElement>('[data-row]')?.focus());
  };
  if (naming) return <NameBox query={query} onDone={named} work={work} />;
  const title = name === '' ? expr.slice(0, longestShown) : name;
  const copy = () => {
    navigator.clipboard.writeText(expr).then(
      () => onSay(t('copied')),
      () => onSay(t('notCopied')),
    );
  };
  return (
    <div ref={host} className={styles.row}>
      <button
        type="button"
        className={styles.star}
        aria-pressed={starred}
        aria-label={t('star', { query: title })}
        title={t(starred ? 'unstarHint' : 'starHint')}
        onClick={() => void work.keep(expr, { starred: !starred })}
      >
        {starred ? '★' : '☆'}
      </button>
      <button
        type="button"
        {...row}
        className={styles.main}
        title={[expr.slice(0, 4000), facts.whole].filter(Boolean).join('\n')}
        onClick={onUse}
      >
        <span className={styles.title} data-mono={name === ''}>
          <bdi>{title}</bdi>
        </span>
        <span className={styles.second}>
          {name === '' ? null : <span className={styles.expr}>{expr.slice(0, longestShown)}</span>}
          <span className={styles.facts} title={facts.whole}>
            {facts.text}
          </span>
        </span>
      </button>
      <ActionMenu
        label={t('more', { query: title })}
        button="⋯"
        look="quiet"
        size="small"
        actions={[
          { label: t('use'), run: onUse },
          { label: t('insert'), run: onInsert },
          { label: t('copy'), run: copy },
          { label: t(name === '' ? 'name' : 'rename'), run: () => setNaming(true), apart: true },
          { label: t('forget'), run: () => void work.forget(expr), apart: true },
        ]}
      />
    </div>
  );
}

/** When it ran last, how often, and where, if elsewhere. */
function useFacts({ lastRunMs, runs, context: ranIn }: LibraryQuery, context: ContextId, nowMs: number) {
  const { t, i18n } = useTranslation('library');
  const { timeZone } = useSettings();
  const { snapshot } = useContexts();
  if (lastRunMs === 0) return { text: t('neverRan'), whole: undefined };
  const whole = formatDateTime(lastRunMs, timeZone);
  const ageMs = nowMs - lastRunMs;
  const when = ageMs < 3_600_000 ? t('ago', { time: formatSpan(Math.max(0, ageMs), { wholeSeconds: true }) }) : whole;
  const times = t('runs', { count: runs, runs: formatCount(runs, i18n.language) });
  const elsewhere = ranIn === undefined || ranIn === context ? undefined : findContext(snapshot, ranIn)?.name;
  return { text: [when, times, elsewhere].filter(Boolean).join(' · '), whole };
}

interface NameBoxProps {
  readonly query: LibraryQuery;
  readonly work: LibraryWork;
  readonly onDone: (byKey: boolean) => void;
}

/** Enter, or going elsewhere, gives the name; Escape does not. */
function NameBox({ query, work, onDone }: NameBoxProps) {
  const { t } = useTranslation('library');
  const [name, setName] = useState(query.name);
  const done = useRef(false);
  const end = (gives: boolean, byKey: boolean) => {
    if (done.current) return;
    done.current = true;
    if (gives && name.trim() !== query.name) void work.keep(query.expr, { name: name.trim() });
    onDone(byKey);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    end(event.key === 'Enter', true);
  };
  return (
    <div className={styles.row}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for
        autoFocus
        type="text"
        className={styles.nameBox}
        aria-label={t('nameOf', { query: query.expr.slice(0, 100) })}
        placeholder={t('nameHint')}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={press}
        onBlur={() => end(true, false)}
      />
    </div>
  );
}
