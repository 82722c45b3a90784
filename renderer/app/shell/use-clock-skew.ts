/** How far the clock of a context's server is from this machine's: what is "now" here is not what is there. */
import { useEffect, useState } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import { clockSkew } from './clock-skew.ts';

const everyMs = 5 * 60_000;
const timeoutMs = 10_000;

/** Milliseconds, positive where the server is ahead; 0 while nothing is known. Asked for while the context is live, and again now and then. */
export function useClockSkew(context: ContextId, live: boolean): number {
  const client = useClient();
  const [skewMs, setSkewMs] = useState(0);
  useEffect(() => {
    if (!live) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      const beforeMs = Date.now();
      const query = { context, request: { kind: 'instant', expr: 'time()' }, timeoutMs } as const;
      for await (const item of client.query.run(query, { signal })) {
        const seconds = item.kind === 'part' ? item.columns.values[0] : undefined;
        if (seconds !== undefined) setSkewMs(clockSkew(seconds * 1000, { beforeMs, afterMs: Date.now() }));
      }
    };
    // Whoever asks something that matters is told why it fails; this is asked again.
    const look = () => void ask().catch(() => undefined);
    look();
    const timer = setInterval(look, everyMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [client, context, live]);
  return live ? skewMs : 0;
}
