/** Where what had the focus goes away, it goes to what stands in its place: on the page below the dialog, keys would mean something else. */
import { type RefObject, useEffect, useRef } from 'react';

/** @param now each time that it becomes so */
export function useFocus(now: boolean): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (now) host.current?.focus();
  }, [now]);
  return host;
}
