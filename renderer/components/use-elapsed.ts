/** Milliseconds since a time, renewed ten times a second: for what a person is waiting for. */
import { useEffect, useState } from 'react';

const everyMs = 100;

export function useElapsed(sinceMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, nowMs - sinceMs);
}
