/** What is recorded of the Prometheus behind a context, and how that is going, as long as somebody shows it. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecorderReport } from '../../shared/model/recorder.ts';
import { useStream } from '../client/hooks.tsx';
import { useConnection } from './stores.tsx';

export interface Recorder {
  /** Undefined before the first answer, and where there is none. */
  readonly report: RecorderReport | undefined;
  /** Why there is none: no Prometheus is behind it, say. */
  readonly problem: AppErrorData | undefined;
}

const none: Recorder = { report: undefined, problem: undefined };

/** Nothing is asked of a context without a connection to a Prometheus: what is scraped from here has no plan. */
export function useRecorder(context: ContextId): Recorder {
  const active = useHasPrometheus(context);
  const { latest, error } = useStream(
    (client, options) => (active ? client.recorder.watch({ context }, options) : nothing()),
    [context, active],
  );
  return active ? { report: latest, problem: error?.toData() } : none;
}

/** Whether a Prometheus answers behind the context, which is not Binnacle itself. */
export function useHasPrometheus(context: ContextId): boolean {
  const { state } = useConnection(context);
  return (state.kind === 'connected' || state.kind === 'degraded') && state.server.transport !== 'scraped';
}

async function* nothing(): AsyncGenerator<never> {}
