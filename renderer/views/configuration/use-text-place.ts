/** Where one is in the text: a line, which stays the one it is when another configuration comes, and the way to another one. */
import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { VirtualLinesHandle } from '../../components/virtual-lines.tsx';
import type { ConfigDocument } from './document.ts';
import { rowOf, type VisibleLines } from './visible-lines.ts';

interface Wanted {
  readonly line: number;
}

export interface TextPlace {
  /** -1: nowhere yet. */
  readonly line: number;
  readonly set: (line: number) => void;
  /** To a line, which comes into sight. */
  readonly go: (line: number) => void;
  /** What `go` led to last: another object each time. */
  readonly wanted: Wanted | undefined;
}

/** @param show unfolds what hides a line */
export function useTextPlace({ ids }: ConfigDocument, show: (line: number) => void): TextPlace {
  const [id, setId] = useState(-1);
  const [wanted, setWanted] = useState<Wanted | undefined>();
  const set = useCallback((line: number) => setId(ids[line] ?? -1), [ids]);
  const go = useCallback(
    (line: number) => {
      set(line);
      show(line);
      setWanted({ line });
    },
    [set, show],
  );
  return { line: id < 0 ? -1 : ids.indexOf(id), set, go, wanted };
}

/** What was found may stand far in a long line. */
const currentMatch = 'mark[data-mark="current"]';

/** Brings what is wanted into sight, once it is among the rows. */
export function useRevealed(
  handle: RefObject<VirtualLinesHandle | null>,
  rows: VisibleLines,
  wanted: Wanted | undefined,
): void {
  const [done, setDone] = useState<Wanted | undefined>();
  useEffect(() => {
    if (wanted === undefined || wanted === done) return;
    const row = rowOf(rows, wanted.line);
    if (rows[row] !== wanted.line) return;
    handle.current?.reveal(row, currentMatch);
    setDone(wanted);
  }, [handle, rows, wanted, done]);
}
