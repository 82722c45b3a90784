/** What is folded of a document: by its paths, so that it stays when another configuration comes, and when one leaves and comes back. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ConfigDocument } from './document.ts';
import { noPath } from './fold-paths.ts';
import { keepFolds, keptFolds } from './kept-folds.ts';
import { allFolds, unfolded } from './visible-lines.ts';

export interface Folds {
  readonly folded: ReadonlySet<number>;
  /** Something of this document is. */
  readonly isFolded: boolean;
  readonly toggle: (line: number) => void;
  /** Whatever hides the line is unfolded. */
  readonly show: (line: number) => void;
  readonly foldAll: () => void;
  readonly unfoldAll: () => void;
}

const nothing: ReadonlySet<number> = new Set();

export function useFolds(context: ContextId, document: ConfigDocument): Folds {
  const [folded, setFolded] = useState(() => keptFolds(context));
  useEffect(() => keepFolds(context, folded), [context, folded]);
  const toggle = useCallback(
    (line: number) => {
      const path = document.paths[line] ?? noPath;
      if (path === noPath) return;
      setFolded((before) => {
        const next = new Set(before);
        if (!next.delete(path)) next.add(path);
        return next;
      });
    },
    [document],
  );
  const show = useCallback((line: number) => setFolded((before) => unfolded(document, before, line)), [document]);
  const foldAll = useCallback(() => setFolded(allFolds(document)), [document]);
  const unfoldAll = useCallback(() => setFolded(nothing), []);
  const isFolded = useMemo(
    () => folded.size > 0 && document.paths.some((path) => path !== noPath && folded.has(path)),
    [document, folded],
  );
  return useMemo(
    () => ({ folded, isFolded, toggle, show, foldAll, unfoldAll }),
    [folded, isFolded, toggle, show, foldAll, unfoldAll],
  );
}
