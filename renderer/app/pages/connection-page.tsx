/** A context that has not been live since it was opened: how its connection stands, why, and what can be done. */
import type { ContextSummary } from '../../../shared/model/context.ts';
import { useNow } from '../../components/use-now.ts';
import type { Connection } from '../../state/connections-store.ts';
import { ConnectingPage } from './connecting-page.tsx';
import { FailurePage } from './failure-page.tsx';
import { IdlePage } from './idle-page.tsx';

export interface ConnectionPageProps {
  readonly context: ContextSummary;
  readonly connection: Connection;
}

export function ConnectionPage({ context, connection }: ConnectionPageProps) {
  const { told: state, sinceMs } = connection;
  const nowMs = useNow(state.kind !== 'idle' && state.kind !== 'stopped');
  switch (state.kind) {
    case 'authenticating':
    case 'discovering':
      return (
        <ConnectingPage
          context={context}
          step={state.kind === 'discovering' ? state.step : undefined}
          elapsedMs={nowMs - sinceMs}
        />
      );
    case 'backingOff':
      return <FailurePage context={context} why={state.why} kind="backingOff" leftMs={state.untilMs - nowMs} />;
    case 'stopped':
      return <FailurePage context={context} why={state.why} kind="stopped" />;
    default:
      return <IdlePage context={context} />;
  }
}
