/** What is folded of a document; by the ids of its lines, so that it stays when another configuration comes. */
import { useCallback, useMemo, useState } from 'react';
import type { ConfigDocument } from './document.ts';
import { allFolds, unfolded } from './visible-lines.ts';

export interface Folds {
  readonly folded: ReadonlySet<number>;
  readonly toggle: (line: number) => void;
  /** Whatever hides the line is unfolded. */
  readonly show: (line: number) => void;
  readonly foldAll: () => void;
  readonly unfoldAll: () => void;
}

const nothing: ReadonlySet<number> = new Set();

export function useFolds(document: ConfigDocument): Folds {
  const [folded, setFolded] = useState(nothing);
  const toggle = useCallback(
    (line: number) => {
      const id = document.ids[line];
      if (id === undefined || (document.ends[line] ?? line) === line) return;
      setFolded((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    [document],
  );
  const show = useCallback((line: number) => setFolded((before) => unfolded(document, before, line)), [document]);
  const foldAll = useCallback(() => setFolded(allFolds(document)), [document]);
  const unfoldAll = useCallback(() => setFolded(nothing), []);
  return useMemo(() => ({ folded, toggle, show, foldAll, unfoldAll }), [folded, toggle, show, foldAll, unfoldAll]);
}
