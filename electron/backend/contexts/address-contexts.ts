/** Addresses without a cluster are contexts too, after those of the kubeconfig files. */
import type { Address, AddressAuth } from '../../../shared/model/address.ts';
import type { AuthKind, ContextSummary } from '../../../shared/model/context.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { addressContextId } from './context-id.ts';

const authKinds: Readonly<Record<AddressAuth['kind'], AuthKind>> = {
  none: 'none',
  basic: 'basic',
  bearer: 'token',
  certificate: 'certificate',
};

/** One that was chosen for a cluster belongs to that cluster's contexts; one that stands beside a context is none. */
export function addressContexts({
  addresses,
  choices,
}: Pick<Settings, 'addresses' | 'choices'>): readonly ContextSummary[] {
  const chosen = new Set(choices.flatMap(({ choice }) => (choice.kind === 'address' ? [choice.address] : [])));
  return addresses.filter(({ id, beside }) => beside === undefined && !chosen.has(id)).map(summaryOf);
}

function summaryOf({ id, name, url, auth }: Address): ContextSummary {
  return {
    id: addressContextId(id),
    address: id,
    name,
    file: '',
    server: url,
    cluster: '',
    user: '',
    namespace: undefined,
    auth: authKinds[auth.kind],
    problem: undefined,
  };
}
