/** For a polite live region: the latest text, at most once a second. */
import { useCallback, useEffect, useRef, useState } from 'react';

const shortestMs = 1000;

export function useSpokenSlowly(): readonly [text: string, say: (text: string) => void] {
  const [text, setText] = useState('');
  const latest = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = useCallback((next: string) => {
    latest.current = next;
    if (timer.current !== undefined) return;
    setText(next);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setText(latest.current);
    }, shortestMs);
  }, []);
  return [text, say];
}
