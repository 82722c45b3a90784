/** What is searched in a part of a document: where it stands, which of the places is gone to, and the ways to the next. */
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useSliced } from '../../components/use-sliced.ts';
import type { ConfigDocument } from './document.ts';
import type { Part } from './outline.ts';
import { type FoundLines, firstAtOrAfter, type LineMatch, searchLines } from './search-lines.ts';

export interface Found extends FoundLines {
  /** Of the one that is gone to, among the matches; -1 where none is. */
  readonly index: number;
  readonly go: (backwards: boolean) => void;
}

/** A place that stays when lines come before it. */
interface Place {
  readonly id: number;
  readonly from: number;
}

const nothing: FoundLines = { text: '', matches: [], isCut: false };

/** @param near the line to begin at. @param onGo told of what is gone to */
export function useFound(
  document: ConfigDocument,
  { from, to }: Part,
  text: string,
  near: () => number,
  onGo: (match: LineMatch) => void,
): Found {
  const searched = useDeferredValue(text);
  const { lines, ids } = document;
  const found =
    useSliced(useCallback(() => searchLines(lines, { from, to }, searched), [lines, from, to, searched])) ?? nothing;
  const [place, setPlace] = useState<Place | undefined>();
  const { matches } = found;
  const index = useMemo(() => {
    if (place === undefined) return -1;
    return matches.findIndex((match) => ids[match.line] === place.id && match.from === place.from);
  }, [matches, ids, place]);
  const latest = useRef({ near, onGo });
  latest.current = { near, onGo };
  const goTo = useCallback(
    (match: LineMatch | undefined) => {
      if (match === undefined) return setPlace(undefined);
      setPlace({ id: ids[match.line] ?? -1, from: match.from });
      latest.current.onGo(match);
    },
    [ids],
  );
  // What is typed leads to the first place from where one is; another configuration leads nowhere.
  const led = useRef('');
  const { text: foundText } = found;
  useEffect(() => {
    // Until the search has come to its end, what was found is of the text before.
    if (led.current === foundText || foundText !== searched) return;
    led.current = foundText;
    goTo(matches[firstAtOrAfter(matches, latest.current.near())] ?? matches[0]);
  }, [foundText, searched, matches, goTo]);
  const go = useCallback(
    (backwards: boolean) => {
      const next = index >= 0 ? index + (backwards ? -1 : 1) : firstAtOrAfter(matches, latest.current.near());
      goTo(matches[(next + matches.length) % Math.max(1, matches.length)]);
    },
    [matches, index, goTo],
  );
  return { ...found, index, go };
}
