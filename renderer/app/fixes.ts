/** Where a failure can be mended: the form of an address, or a part of the settings. */
import type { AppErrorData, ErrorCode } from '../../shared/base/errors.ts';
import type { Address, AddressId } from '../../shared/model/address.ts';
import type { ContextSummary } from '../../shared/model/context.ts';
import type { SettingsSection } from '../state/routing.ts';

export type Fix =
  | { readonly kind: 'address'; readonly id: AddressId }
  | { readonly kind: 'settings'; readonly section: SettingsSection };

const sections: { readonly [Code in ErrorCode]?: SettingsSection } = {
  'auth.execNotFound': 'exec',
  'api.tls': 'authorities',
  'secrets.unavailable': 'addresses',
};

/** @param addresses those that are kept: an address that a cluster was given is only named in its failures. */
export function fixOf(context: ContextSummary, why: AppErrorData, addresses: readonly Address[]): Fix | undefined {
  if (why.code === 'api.proxy') return { kind: 'settings', section: 'proxy' };
  if (context.address !== undefined) return { kind: 'address', id: context.address };
  if (!why.code.startsWith('address.')) return sectionFix(why.code);
  const { name, url } = why.details;
  const found = addresses.filter((one) => one.name === name || (name === undefined && one.url === url));
  const [only] = found;
  return only === undefined || found.length > 1
    ? { kind: 'settings', section: 'addresses' }
    : { kind: 'address', id: only.id };
}

function sectionFix(code: ErrorCode): Fix | undefined {
  const section = sections[code];
  return section === undefined ? undefined : { kind: 'settings', section };
}
