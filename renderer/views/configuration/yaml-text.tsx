/** The lines of a configuration, or of one part of it. */
import { type KeyboardEvent, type Ref, useCallback, useMemo } from 'react';
import type { Wrapping } from '../../components/use-line-places.ts';
import { type LineFrame, VirtualLines, type VirtualLinesHandle } from '../../components/virtual-lines.tsx';
import type { LineMark } from '../../components/yaml-spans.ts';
import type { ConfigDocument } from './document.ts';
import { noPath } from './fold-paths.ts';
import { matchesOf } from './search-lines.ts';
import type { Folds } from './use-folds.ts';
import type { Found } from './use-found.ts';
import { rowOf, type VisibleLines } from './visible-lines.ts';
import { hangOf, screenLinesOf } from './wrapped-lines.ts';
import { YamlRow } from './yaml-row.tsx';

export interface YamlTextProps {
  readonly ref?: Ref<VirtualLinesHandle>;
  readonly label: string;
  readonly document: ConfigDocument;
  readonly rows: VisibleLines;
  readonly folds: Folds;
  /** Long lines go on below. */
  readonly wrap: boolean;
  readonly found: Pick<Found, 'matches' | 'index'>;
  /** -1: none. */
  readonly currentLine: number;
  readonly onCurrent: (line: number) => void;
  /** Enter on a line. */
  readonly onEnter: (line: number) => void;
}

const noMarks: readonly LineMark[] = [];

export function YamlText(props: YamlTextProps) {
  const { ref, label, document, rows, folds, wrap, found, currentLine, onCurrent, onEnter } = props;
  const { lines, ids, ends, paths, indents } = document;
  const { folded, toggle } = folds;
  const keyAt = useCallback((row: number) => ids[rows[row] ?? -1] ?? -1, [ids, rows]);
  const rowOfKey = useCallback(
    (key: number) => {
      const line = ids.indexOf(key);
      return line < 0 ? -1 : rowOf(rows, line);
    },
    [ids, rows],
  );
  const marks = useMarks(found);
  const wrapping = useWrapping(document, rows, wrap);
  const render = (row: number, frame: LineFrame) => {
    const line = rows[row] ?? 0;
    return (
      <YamlRow
        key={frame.id}
        {...{ frame, line, onCurrent }}
        text={lines[line] ?? ''}
        hang={wrapping === undefined ? undefined : hangOf(indents[line] ?? 0)}
        hides={(ends[line] ?? line) - line}
        isFolded={folded.has(paths[line] ?? noPath)}
        marks={marks(line)}
        onToggle={toggle}
      />
    );
  };
  const onKey = (row: number, { key }: KeyboardEvent) => {
    const line = rows[row] ?? 0;
    const hides = (ends[line] ?? line) > line;
    const isFolded = folded.has(paths[line] ?? noPath);
    if (key === 'Enter') onEnter(line);
    else if (key === ' ' && hides) toggle(line);
    else if (key === 'ArrowLeft' && hides && !isFolded) toggle(line);
    else if (key === 'ArrowRight' && hides && isFolded) toggle(line);
    else return false;
    return true;
  };
  return (
    <VirtualLines
      {...{ ref, label, keyAt, wrapping, render, onKey }}
      role="tree"
      count={rows.length}
      rowOf={rowOfKey}
      characters={document.characters + roomCharacters}
      current={currentLine < 0 ? -1 : rowOf(rows, currentLine)}
      onCurrent={(row) => onCurrent(rows[row] ?? 0)}
    />
  );
}

/** The number of a line, what folds it, and the room at its end. */
const besidePx = 60 + 24 + 24;

function useWrapping(document: ConfigDocument, rows: VisibleLines, wrap: boolean): Wrapping | undefined {
  return useMemo(() => {
    const { widths, indents, canWrap } = document;
    if (!wrap || !canWrap) return undefined;
    const screenLines = (row: number, columns: number) => {
      const line = rows[row] ?? 0;
      return screenLinesOf(widths[line] ?? 0, indents[line] ?? 0, columns);
    };
    return { besidePx, screenLines };
  }, [document, rows, wrap]);
}

/** Before a line, and for what is said of a folded one. */
const roomCharacters = 24;

/** The same list as long as it is the same: rows that have it are not drawn again. */
function useMarks({ matches, index }: Pick<Found, 'matches' | 'index'>): (line: number) => readonly LineMark[] {
  const marksOf = useMemo(() => {
    const known = new Map<number, readonly LineMark[]>();
    return (line: number) => {
      const marks = known.get(line) ?? marksOfLine(matches, line, -1);
      known.set(line, marks);
      return marks;
    };
  }, [matches]);
  const currentLine = matches[index]?.line ?? -1;
  const current = useMemo(() => marksOfLine(matches, currentLine, index), [matches, currentLine, index]);
  return (line) => (line === currentLine ? current : marksOf(line));
}

function marksOfLine(matches: Found['matches'], line: number, current: number): readonly LineMark[] {
  const { first, end } = matchesOf(matches, line);
  if (first === end) return noMarks;
  return matches.slice(first, end).map(({ from, to }, i) => ({ from, to, isCurrent: first + i === current }));
}
