/** What differs between two versions: how much, the ways to the next place, and the lines, one under the other or side by side. */
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Empty } from '../../components/empty.tsx';
import { InToolbar } from '../../components/mode-toolbar.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import type { Wrapping } from '../../components/use-line-places.ts';
import { useSliced } from '../../components/use-sliced.ts';
import { type LineFrame, VirtualLines, type VirtualLinesHandle } from '../../components/virtual-lines.tsx';
import styles from './diff-panel.module.css';
import { DiffRowView } from './diff-row.tsx';
import { type DiffLook, type DiffRows, diffRows, patchText } from './diff-rows.ts';
import { diffScreenLines } from './diff-wrapping.ts';
import type { Compared } from './use-comparison.ts';
import { useWide } from './use-wide.ts';
import { useVersionName } from './versions-list.tsx';
import { WrapButton } from './wrap-button.tsx';

export interface DiffPanelProps {
  readonly compared: Compared;
  /** Undefined: as there is room. */
  readonly look: DiffLook | undefined;
  readonly onLook: (look: DiffLook) => void;
  /** Long lines go on below. */
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
}

/** From there on two texts stand beside each other. */
const widePx = 1000;
const noneOpened: ReadonlySet<number> = new Set();

export function DiffPanel({ compared, look: chosen, onLook, wrap, onWrap }: DiffPanelProps) {
  const [ref, isWide] = useWide<HTMLDivElement>(widePx);
  const look = isWide ? (chosen ?? 'split') : 'unified';
  const { diff, a, canWrap } = compared;
  const [opened, setOpened] = useState(noneOpened);
  const shown = useSliced(useCallback(() => diffRows(diff, a.length, look, opened), [diff, a, look, opened]));
  const handle = useRef<VirtualLinesHandle>(null);
  const [row, setRow] = useState(-1);
  const starts = shown?.starts ?? [];
  const at = starts.findLastIndex((start) => start <= row);
  const go = useGo(starts, row, (to) => {
    setRow(to);
    handle.current?.reveal(to);
  });
  const isShown = shown !== undefined && diff.changes.length > 0;
  const turnWrap = () => (isShown && canWrap ? onWrap(!wrap) : undefined);
  useKeys(handle, go, turnWrap);
  const open = (gap: number) => setOpened((before) => new Set(before).add(gap));
  return (
    <section ref={ref} className={styles.panel}>
      <Head {...{ compared, look, isWide, onLook, at, go }} places={starts.length} />
      {diff.changes.length === 0 ? null : (
        <InToolbar at="middle">
          <WrapButton isOn={wrap} can={canWrap} onTurn={turnWrap} />
        </InToolbar>
      )}
      {shown === undefined ? null : diff.changes.length === 0 ? (
        <Equal compared={compared} />
      ) : (
        <Rows {...{ compared, shown, row, open, handle, wrap }} isSplit={look === 'split'} onRow={setRow} />
      )}
    </section>
  );
}

function useGo(starts: readonly number[], row: number, onGo: (row: number) => void): (backwards: boolean) => void {
  return (backwards) => {
    const next = backwards ? starts.findLast((start) => start < row) : starts.find((start) => start > row);
    const to = next ?? (backwards ? starts.at(-1) : starts[0]);
    if (to !== undefined) onGo(to);
  };
}

function useKeys(
  handle: { readonly current: VirtualLinesHandle | null },
  go: (backwards: boolean) => void,
  wrap: () => void,
): void {
  const { t } = useTranslation('configuration');
  useShortcut('j', t('keys.rows'), () => handle.current?.focus());
  useShortcut('k', t('keys.up'), () => handle.current?.focus());
  useShortcut('n', t('keys.next'), () => go(false));
  useShortcut('N', t('keys.previous'), () => go(true));
  useShortcut('w', t('keys.wrap'), wrap);
}

interface HeadProps extends Pick<DiffPanelProps, 'compared' | 'onLook'> {
  readonly look: DiffLook;
  readonly isWide: boolean;
  readonly places: number;
  /** Of the place that one is at; -1: before the first. */
  readonly at: number;
  readonly go: (backwards: boolean) => void;
}

function Head({ compared, look, isWide, onLook, places, at, go }: HeadProps) {
  const { t, i18n } = useTranslation('configuration');
  const nameOf = useVersionName();
  const number = (count: number) => formatCount(count, i18n.language);
  const { diff, a, b } = compared;
  const [before, after] = [nameOf(compared.before), nameOf(compared.after)];
  const counts = { added: number(diff.added), removed: number(diff.removed), n: number(places) };
  const patch = () => patchText(diff, { name: before, lines: a }, { name: after, lines: b });
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>
        <span aria-hidden="true">{t('changes.of', { before, after })}</span>
        <span className="spoken">{t('changes.ofSpoken', { before, after })}</span>
      </h2>
      {places === 0 ? null : (
        <span className={styles.note} role="status">
          {t('changes.summary', { count: places, ...counts })}
        </span>
      )}
      <div className={styles.actions}>
        {places === 0 ? null : (
          <>
            <span className={styles.at}>{t('changes.at', { n: at < 0 ? '–' : number(at + 1), all: counts.n })}</span>
            <Button size="small" onClick={() => go(true)}>
              {t('changes.previous')}
            </Button>
            <Button size="small" onClick={() => go(false)}>
              {t('changes.next')}
            </Button>
            {isWide ? (
              <Segmented
                label={t('changes.look')}
                options={(['unified', 'split'] as const).map((value) => ({ value, label: t(`changes.${value}`) }))}
                value={look}
                onChange={onLook}
              />
            ) : null}
            <CopyButton text={patch} label={t('changes.copy')} />
          </>
        )}
      </div>
    </header>
  );
}

function Equal({ compared: { before, after } }: Pick<DiffPanelProps, 'compared'>) {
  const { t } = useTranslation('configuration');
  const nameOf = useVersionName();
  if (before === after) return <Empty title={t('changes.same')}>{t('changes.sameWhy')}</Empty>;
  return (
    <Empty title={t('changes.equal')}>{t('changes.equalWhy', { before: nameOf(before), after: nameOf(after) })}</Empty>
  );
}

interface RowsProps extends Pick<DiffPanelProps, 'compared' | 'wrap'> {
  readonly shown: DiffRows;
  readonly isSplit: boolean;
  readonly row: number;
  readonly onRow: (row: number) => void;
  readonly open: (gap: number) => void;
  readonly handle: { readonly current: VirtualLinesHandle | null };
}

/** Line numbers and sign. */
const roomCharacters = 20;

function Rows({ compared, shown: { rows }, isSplit, wrap, row: current, onRow, open, handle }: RowsProps) {
  const { t } = useTranslation('configuration');
  const nameOf = useVersionName();
  const { a, b, sizes } = compared;
  const longest = Math.max(sizes.a.characters, sizes.b.characters);
  const wrapping = useWrapping(compared, rows, isSplit, wrap);
  // A row is named by its place in the first text, or in the second one where it is in that alone.
  const keyAt = useCallback((index: number) => keyOfRow(rows[index]), [rows]);
  const rowOf = useCallback((key: number) => rows.findIndex((one) => keyOfRow(one) === key), [rows]);
  const render = (index: number, frame: LineFrame) => {
    const row = rows[index];
    return row === undefined ? null : (
      <DiffRowView
        key={frame.id}
        {...{ frame, index, row, a, b, isSplit }}
        hangs={wrapping === undefined ? undefined : sizes}
        onOpen={open}
      />
    );
  };
  const onKey = (index: number, { key }: KeyboardEvent) => {
    const row = rows[index];
    if (row?.kind !== 'gap' || (key !== 'Enter' && key !== ' ')) return false;
    open(row.a);
    return true;
  };
  // The first change is what one has come for.
  const first = useRef(compared);
  useEffect(() => {
    if (first.current === compared) return;
    first.current = compared;
    onRow(-1);
  }, [compared, onRow]);
  return (
    <VirtualLines
      ref={handle}
      role="grid"
      label={t('changes.label', { before: nameOf(compared.before), after: nameOf(compared.after) })}
      count={rows.length}
      // Side by side both halves are in sight, and a long line is seen whole one under the other.
      characters={isSplit ? 0 : longest + roomCharacters}
      {...{ keyAt, rowOf, wrapping, current, render, onKey }}
      onCurrent={onRow}
    />
  );
}

/** Of one text: the numbers of a line in both, the sign, and the room at its end. Of two: its number, the sign and the room, twice. */
const besidePx = { unified: 52 + 52 + 20 + 12, split: 2 * (52 + 20 + 12) } as const;

function useWrapping(
  { sizes, canWrap }: Compared,
  rows: DiffRows['rows'],
  isSplit: boolean,
  wrap: boolean,
): Wrapping | undefined {
  return useMemo(() => {
    if (!wrap || !canWrap) return undefined;
    const screenLines = (index: number, columns: number) => {
      const row = rows[index];
      return row === undefined ? 1 : diffScreenLines(row, sizes, isSplit, columns);
    };
    return { besidePx: besidePx[isSplit ? 'split' : 'unified'], screenLines };
  }, [sizes, canWrap, rows, isSplit, wrap]);
}

/** Even for lines of the first text, odd for those of the second alone. */
function keyOfRow(row: DiffRows['rows'][number] | undefined): number {
  if (row === undefined) return -1;
  return 'a' in row && row.a !== undefined ? row.a * 2 : (row as { readonly b: number }).b * 2 + 1;
}
