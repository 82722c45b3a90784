/** How high what stands below the first lines of rows is, as it was measured, by the rows' keys. */
import { startTransition, useCallback, useState } from 'react';

export function useRowHeights(): readonly [ReadonlyMap<string, number>, (key: string, heightPx: number) => void] {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const onHeight = useCallback(
    (key: string, heightPx: number) =>
      startTransition(() =>
        setHeights((before) => (before.get(key) === heightPx ? before : new Map(before).set(key, heightPx))),
      ),
    [],
  );
  return [heights, onHeight];
}
