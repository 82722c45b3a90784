/** How the recording of a context is going, as long as somebody shows it. */
import { useEffect, useState } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecordingFacts } from '../../shared/model/recording.ts';
import { useLink } from '../client/hooks.tsx';
import { subscribe } from '../client/subscribe.ts';

const everyMs = 2000;

/** @param active where false, nothing is asked. @returns undefined before the first answer, and where none can be had */
export function useRecording(context: ContextId, active: boolean): RecordingFacts | undefined {
  const link = useLink();
  const [facts, setFacts] = useState<RecordingFacts | undefined>();
  useEffect(() => {
    if (!active) return undefined;
    const following = subscribe(link, (client, options) => client.history.recording({ context, everyMs }, options), {
      onItem: setFacts,
      // What is shown of it goes: why is the connection's to say.
      onFail: () => setFacts(undefined),
    });
    return () => following.dispose();
  }, [link, context, active]);
  return active ? facts : undefined;
}
