/**
 * The palette (Ctrl or ⌘ with K): contexts, views, actions, queries, metrics, settings in one list, by typing. The text box keeps the focus;
 * the list is told to screen readers as its listbox.
 */
import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextId } from '../../../shared/model/context.ts';
import { KeyCap } from '../../components/key-cap.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import styles from './palette.module.css';
import { paletteKey } from './palette-key.ts';
import { type Entry, listRows, type Row, typedOf } from './palette-model.ts';
import { PaletteRow } from './palette-row.tsx';
import { closePalette, openPalette, usePaletteState } from './palette-state.ts';
import { recentEntries, rememberEntry } from './recent-entries.ts';
import { usePaletteEntries } from './use-palette-entries.ts';

export interface PaletteProps {
  /** Whose views, metrics and queries are offered. */
  readonly context: ContextId | undefined;
}

const names = {
  root: styles.root ?? '',
  inner: styles.inner ?? '',
  content: styles.content ?? '',
  overlay: styles.overlay ?? '',
} as const;

export function Palette({ context }: PaletteProps) {
  const { t } = useTranslation('palette');
  const { open, begin } = usePaletteState();
  useShortcut(paletteKey, t('key'), () => (usePaletteState.getState().open ? closePalette() : openPalette()));
  return (
    <Modal.Root
      opened={open}
      onClose={closePalette}
      lockScroll={false}
      unstyled
      classNames={names}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay unstyled />
      <Modal.Content aria-label={t('label')}>
        <Search begin={begin} context={context} />
      </Modal.Content>
    </Modal.Root>
  );
}

const storage = () => window.localStorage;
const pageRows = 10;

function Search({ begin, context }: PaletteProps & { readonly begin: string }) {
  const { t } = useTranslation('palette');
  const [input, setInput] = useState(begin);
  const typed = useMemo(() => typedOf(input), [input]);
  const { entries, pending, allMetrics } = usePaletteEntries(context, typed);
  const [recent] = useState(() => recentEntries(storage));
  const rows = useMemo(() => listRows({ entries, typed, recent, allMetrics }), [entries, typed, recent, allMetrics]);
  const [at, setAt] = useAt(rows, input);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-row="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const none = rows.length === 0;
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    if (entry.group !== 'run') rememberEntry(storage, entry.id);
    closePalette();
    // After the focus is back where it was: what is run may put it elsewhere.
    setTimeout(entry.run, 0);
  };
  const waitForFirst = useFirstFound(input, pending, () => choose(rows[0]?.entry));
  const press = (event: KeyboardEvent) => {
    const to = targetOf(event.key, at, rows.length);
    if (event.nativeEvent.isComposing || (to === undefined && event.key !== 'Enter')) return;
    event.preventDefault();
    if (to !== undefined) setAt(to);
    else if (none && pending) waitForFirst();
    else choose(rows[at]?.entry);
  };
  return (
    <>
      <div className={styles.box}>
        <input
          // Not `autoFocus`: that is too early for the frame to see where the focus was, and is to go back to.
          data-autofocus
          className={styles.input}
          type="text"
          role="combobox"
          aria-label={t('label')}
          aria-expanded={!none}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={none ? undefined : `${id}-${at}`}
          placeholder={t('placeholder')}
          value={input}
          spellCheck={false}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => setInput(event.target.value)}
          onKeyDown={press}
        />
        <KeyCap>Esc</KeyCap>
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('list')} className={styles.list}>
        {rows.map((row, index) => (
          <PaletteRow
            key={row.entry.id}
            id={`${id}-${index}`}
            row={row}
            index={index}
            selected={index === at}
            onChoose={() => choose(row.entry)}
          />
        ))}
      </div>
      <p role="status" className={styles.foot}>
        {none ? t(pending ? 'searching' : 'none', { text: typed.text }) : t('hint')}
      </p>
    </>
  );
}

/** Whoever types and presses Enter at once means what will be found: it is waited for, unless something else is typed meanwhile. */
function useFirstFound(input: string, pending: boolean, choose: () => void): () => void {
  const [waiting, setWaiting] = useState<string | undefined>();
  const latest = useRef(choose);
  latest.current = choose;
  useEffect(() => {
    if (waiting === undefined || (waiting === input && pending)) return;
    setWaiting(undefined);
    if (waiting === input) latest.current();
  }, [waiting, input, pending]);
  return () => setWaiting(input);
}

/** The chosen row: the first again whenever something else is typed, and never beyond the end. */
function useAt(rows: readonly Row[], input: string): readonly [number, (at: number) => void] {
  const [chosen, setChosen] = useState({ input, at: 0 });
  const at = chosen.input === input ? Math.min(chosen.at, Math.max(0, rows.length - 1)) : 0;
  return [at, (next) => setChosen({ input, at: next })];
}

/** The row that a key goes to; around the ends by single steps. Undefined for every other key. */
function targetOf(key: string, at: number, count: number): number | undefined {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'ArrowDown':
      return at >= last ? 0 : at + 1;
    case 'ArrowUp':
      return at <= 0 ? last : at - 1;
    case 'PageDown':
      return Math.min(last, at + pageRows);
    case 'PageUp':
      return Math.max(0, at - pageRows);
    default:
      return undefined;
  }
}
