/** The contexts, each with its state in words. A click chooses one and connects it; nothing is contacted before. */
import { useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { KeyCap } from '../../components/key-cap.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useNow } from '../../components/use-now.ts';
import { VirtualList } from '../../components/virtual-list.tsx';
import { ambiguousNames, filterContexts, neighbour } from '../../state/contexts-store.ts';
import { initials } from '../../state/initials.ts';
import { useConnections } from '../../state/stores.tsx';
import { useContextActions } from '../actions.ts';
import { useMediaQuery } from '../use-media-query.ts';
import { CompassMark } from './compass-mark.tsx';
import styles from './rail.module.css';
import { RailFoot } from './rail-foot.tsx';
import { RailRow } from './rail-row.tsx';

export interface RailProps {
  readonly contexts: readonly ContextSummary[];
  readonly selected: ContextId | undefined;
}

/** As in the style sheets: they cannot take it from here. */
const narrowQuery = '(max-width: 1000px)';
const rowHeightPx = 42;
const narrowRowHeightPx = 46;

export function Rail({ contexts, selected }: RailProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const narrow = useMediaQuery(narrowQuery);
  const shown = useMemo(() => filterContexts(contexts, narrow ? '' : filter), [contexts, filter, narrow]);
  const actions = useContextActions();
  useShortcut('[', t('keys.previousContext'), () => {
    const previous = neighbour(shown, selected, -1);
    if (previous !== undefined) actions.show(previous);
  });
  useShortcut(']', t('keys.nextContext'), () => {
    const next = neighbour(shown, selected, 1);
    if (next !== undefined) actions.show(next);
  });
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <a
        className={styles.brand}
        href="/"
        aria-label={t('rail.home')}
        onClick={(event) => {
          event.preventDefault();
          actions.home();
        }}
      >
        <CompassMark />
        <span className={styles.name}>{t('name')}</span>
      </a>
      {narrow ? null : <Filter text={filter} onChange={setFilter} />}
      <Group contexts={contexts} shown={shown} selected={selected} narrow={narrow} filter={filter} />
      <RailFoot />
    </nav>
  );
}

function Filter({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', t('keys.find'), () => input.current?.focus());
  return (
    <div className={styles.filter}>
      <input
        ref={input}
        type="text"
        className={styles.input}
        aria-label={t('rail.find')}
        placeholder={t('rail.find')}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
      />
      <KeyCap>/</KeyCap>
    </div>
  );
}

interface GroupProps extends RailProps {
  readonly shown: readonly ContextSummary[];
  readonly narrow: boolean;
  readonly filter: string;
}

function Group({ contexts, shown, selected, narrow, filter }: GroupProps) {
  const { t, i18n } = useTranslation();
  const head = useId();
  const connections = useConnections();
  const counting = [...connections.values()].some(({ state }) => state.kind === 'backingOff');
  const nowMs = useNow(counting);
  const twice = useMemo(() => ambiguousNames(contexts), [contexts]);
  const marks = useMemo(() => {
    const two = initials(contexts.map(({ name }) => name));
    return new Map(contexts.map(({ id }, i) => [id, two[i] ?? '']));
  }, [contexts]);
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <>
      <h2 id={head} className={styles.group}>
        <span>{contexts.length === 0 ? t('rail.none') : t('rail.clusters')}</span>
        {contexts.length === 0 ? null : (
          <span>
            {shown.length === contexts.length
              ? count(contexts.length)
              : t('rail.countOf', { shown: count(shown.length), all: count(contexts.length) })}
          </span>
        )}
      </h2>
      {shown.length === 0 && contexts.length > 0 ? (
        <p className={styles.noMatch}>{t('rail.noMatch', { text: filter.trim() })}</p>
      ) : null}
      <div className={styles.list}>
        {shown.length === 0 ? null : (
          <VirtualList
            label={t('rail.clusters')}
            items={shown}
            keyOf={(context) => context.id}
            rowHeight={narrow ? narrowRowHeightPx : rowHeightPx}
            current={shown.findIndex(({ id }) => id === selected)}
            render={(context, row) => (
              <RailRow
                context={context}
                state={connections.get(context.id)?.state ?? { kind: 'idle' }}
                nowMs={nowMs}
                selected={context.id === selected}
                marks={marks.get(context.id) ?? ''}
                file={twice.has(context.name) ? context.file : undefined}
                narrow={narrow}
                row={row}
              />
            )}
          />
        )}
      </div>
    </>
  );
}
