/** The time, renewed at every full second of the clock while it is asked for. */
import { useEffect, useState } from 'react';

/** @param active where false, the time stands still and nothing wakes the page. */
export function useNow(active = true): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setNowMs(Date.now());
      timer = setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }, [active]);
  return nowMs;
}
