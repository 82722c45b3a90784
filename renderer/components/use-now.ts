/**
 * The time, renewed at every full second of the clock while it is asked for. It is that second, whenever in it one asks: a countdown that
 * stands in two places says the same in both.
 */
import { useEffect, useState } from 'react';

/** @param active where false, the time stands still and nothing wakes the page. */
export function useNow(active = true): number {
  const [nowMs, setNowMs] = useState(thisSecond);
  useEffect(() => {
    if (!active) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setNowMs(thisSecond());
      timer = setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }, [active]);
  return nowMs;
}

const thisSecond = (): number => Math.floor(Date.now() / 1000) * 1000;
