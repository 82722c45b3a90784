/** What a person typed as the address of a context's Alertmanager or Pushgateway, and the way to its form. */
import { navigate } from 'wouter/use-browser-location';
import type { Address } from '../../shared/model/address.ts';
import type { CompanionKind } from '../../shared/model/companion.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { isRecordId } from './records-store.ts';
import { besidePath } from './routing.ts';
import { useSettings } from './stores.tsx';

export interface TypedBeside {
  readonly address: Address | undefined;
  /** Undefined of a record, which nobody asks. */
  readonly edit: (() => void) | undefined;
}

export function useBeside(context: ContextId, kind: CompanionKind): TypedBeside {
  const { addresses } = useSettings();
  const address = addresses.find(({ beside }) => beside?.context === context && beside.kind === kind);
  return { address, edit: isRecordId(context) ? undefined : () => navigate(besidePath({ context, kind })) };
}

/** The Alertmanager is asked where it was typed, and not where one of the cluster was chosen. @param search of the address */
export function useIsAlertmanagerTyped(context: ContextId, search: string): boolean {
  const { address } = useBeside(context, 'alertmanager');
  return isTypedAsked(address, new URLSearchParams(search).get('at') ?? undefined);
}

export function isTypedAsked(address: Address | undefined, chosen: string | undefined): boolean {
  return address !== undefined && (chosen === undefined || /^https?:/.test(chosen));
}
