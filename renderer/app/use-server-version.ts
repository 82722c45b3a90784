/** The version that the API server named when it was last asked, where there is a diagnosis that has it. */
import type { ContextId } from '../../shared/model/context.ts';
import { useStream } from '../client/hooks.tsx';

export function useServerVersion(context: ContextId): string | undefined {
  const { latest } = useStream((client, options) => client.discovery.watch({ context }, options), [context]);
  return latest?.serverVersion;
}
