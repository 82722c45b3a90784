/** Whether the Alertmanager or the Pushgateway of the open context can be asked. One that was found needs the connection; one that was typed stands on its own. */
import type { CompanionKind } from '../../shared/model/companion.ts';
import { useLinkState } from '../client/hooks.tsx';
import { useAsked } from './asked.tsx';
import { useConnection } from './stores.tsx';
import { isTypedAsked, useBeside } from './use-beside.ts';

/** @param chosen the id of one that a person chose */
export function useAsksBeside(kind: CompanionKind, chosen: string | undefined): boolean {
  const { live, context, record } = useAsked();
  const isOpen = useLinkState().kind === 'open';
  const { address } = useBeside(context, kind);
  const { state } = useConnection(context);
  const isTyped = isTypedAsked(address, chosen);
  return live || (isOpen && record === undefined && isTyped && state.kind !== 'idle');
}
