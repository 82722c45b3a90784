/** As of when a record is shown: the end of the window that the coverage timeline over the view shows and moves. */
import { useEffect, useRef, useState } from 'react';
import type { ReadableRecord } from './records-store.ts';
import { useStores } from './stores.tsx';

const hourMs = 3_600_000;
/** Of a short record a window that can be moved in it. */
const recordParts = 6;
/** A window that reaches so near the last sample goes on with the record. */
const nearEndMs = 1000;

/** @param record undefined: what is live has no past, and no window */
export function useTimeLookedAt(
  record: ReadableRecord | undefined,
  atMs: number | undefined,
  onChange: (atMs: number | undefined) => void,
): void {
  const { viewWindows } = useStores();
  const [chosenMs, setLengthMs] = useState<number | undefined>();
  const lengthMs = chosenMs ?? usualLength(record);
  const lastMs = record?.lastMs;
  const endMs = atMs ?? lastMs;
  const move = useRef((_startMs: number, _endMs: number): void => undefined);
  move.current = (from, to) => {
    setLengthMs(Math.max(1000, Math.round(to - from)));
    onChange(lastMs !== undefined && to >= lastMs - nearEndMs ? undefined : Math.max(0, Math.round(to)));
  };
  useEffect(() => {
    if (endMs === undefined) return undefined;
    const shown = { startMs: endMs - lengthMs, endMs, move: (from: number, to: number) => move.current(from, to) };
    viewWindows.setState({ shown });
    return () => viewWindows.setState({ shown: undefined });
  }, [viewWindows, endMs, lengthMs]);
}

function usualLength(record: ReadableRecord | undefined): number {
  if (record === undefined) return hourMs;
  return Math.max(1000, Math.min(hourMs, Math.round((record.lastMs - record.firstMs) / recordParts)));
}
