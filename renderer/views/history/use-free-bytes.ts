/** How much room is left on the disk with the histories, looked at again now and then. */
import { useEffect, useState } from 'react';
import { failureOf } from '../../client/failure-of.ts';
import { useClient, useLinkState } from '../../client/hooks.tsx';

const everyMs = 20_000;

/** With less, hours of a large cluster may fill it. */
const lowBytes = 2 ** 30;

export function isLow(free: number | undefined): boolean {
  return free !== undefined && free < lowBytes;
}

/** Undefined until it is known, and where the system does not tell. */
export function useFreeBytes(): number | undefined {
  const client = useClient();
  const isOpen = useLinkState().kind === 'open';
  const [free, setFree] = useState<number | undefined>();
  useEffect(() => {
    if (!isOpen) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const look = async () => {
      const { freeBytes } = await client.history.disk({}, { signal });
      if (!signal.aborted) setFree(freeBytes);
    };
    // It is no answer to anything that was asked for: what is not known is not shown.
    const begin = () => void failureOf(look());
    begin();
    const timer = setInterval(begin, everyMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [client, isOpen]);
  return free;
}
