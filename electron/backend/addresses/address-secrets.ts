/** Where in an address secrets are, and from where each comes: typed now, or kept before. */
import { AppError } from '../../../shared/base/errors.ts';
import type { Address, AddressAuth, AddressHeader, AddressInput, SecretRef } from '../../../shared/model/address.ts';

/** What a secret is of: `password`, `token`, `passphrase`, or a header by its name in lower case. */
export type Slot = 'password' | 'token' | 'passphrase' | `header ${string}`;

export type SecretSource = { readonly typed: string } | { readonly kept: SecretRef };

type Secretive<Value> = Pick<Address, 'name' | 'url'> & {
  readonly headers: readonly AddressHeader<Value>[];
  readonly auth: AddressAuth<Value>;
};

/** The slots that an address has. A passphrase only where there is one. */
export function slotsOf<Value>({ auth, headers }: Secretive<Value>): ReadonlyMap<Slot, Value> {
  const slots = new Map<Slot, Value>();
  if (auth.kind === 'basic') slots.set('password', auth.password);
  if (auth.kind === 'bearer') slots.set('token', auth.token);
  if (auth.kind === 'certificate' && auth.passphrase !== undefined) slots.set('passphrase', auth.passphrase);
  for (const header of headers) if (header.kind === 'secret') slots.set(headerSlot(header.name), header.value);
  return slots;
}

/** The same address with other values in its slots. @param valueIn called for each slot, and for an absent passphrase too. */
export function withSecrets<From, To>(
  { auth, headers }: Secretive<From>,
  valueIn: (slot: Slot) => To | undefined,
): { readonly auth: AddressAuth<To>; readonly headers: readonly AddressHeader<To>[] } {
  const filled = (slot: Slot): To => {
    const value = valueIn(slot);
    if (value === undefined) throw new Error(`no value for ${slot}`);
    return value;
  };
  return {
    auth: authWith(auth, filled, () => valueIn('passphrase')),
    headers: headers.map((header) =>
      header.kind === 'plain' ? header : { ...header, value: filled(headerSlot(header.name)) },
    ),
  };
}

function authWith<From, To>(
  auth: AddressAuth<From>,
  filled: (slot: Slot) => To,
  passphraseOf: () => To | undefined,
): AddressAuth<To> {
  switch (auth.kind) {
    case 'none':
      return auth;
    case 'basic':
      return { ...auth, password: filled('password') };
    case 'bearer':
      return { ...auth, token: filled('token') };
    case 'certificate': {
      const { kind, certFile, keyFile } = auth;
      const passphrase = passphraseOf();
      return { kind, certFile, keyFile, ...(passphrase !== undefined && { passphrase }) };
    }
  }
}

/**
 * A secret that was not typed is the one that is kept for the same slot; but never for another origin than the one for which it was
 * typed: whoever changes an address, or has it changed, would send the password there.
 * @param existing what is kept of the same id.
 * @throws AppError address.secretMissing
 */
export function sourcesOf(input: AddressInput, existing: Address | undefined): ReadonlyMap<Slot, SecretSource> {
  const kept: ReadonlyMap<Slot, SecretRef> = existing === undefined ? new Map() : slotsOf(existing);
  const typed = slotsOf(input);
  const sources = new Map<Slot, SecretSource>();
  const wanted: readonly Slot[] =
    input.auth.kind === 'certificate' ? [...typed.keys(), 'passphrase'] : [...typed.keys()];
  for (const slot of wanted) {
    const text = typed.get(slot);
    const ref = kept.get(slot);
    if (text !== undefined) sources.set(slot, { typed: text });
    else if (ref !== undefined && existing !== undefined && boundTo(slot, existing) === boundTo(slot, input)) {
      sources.set(slot, { kept: ref });
    } else if (slot !== 'passphrase') throw secretMissing(input.name, slot);
  }
  return sources;
}

/** A passphrase opens a file of this machine and is sent nowhere; everything else is for one origin alone. */
function boundTo(slot: Slot, { url }: Pick<Address, 'url'>): string {
  return slot === 'passphrase' ? 'passphrase' : new URL(url).origin;
}

/** As it lies in the keychain: what it is bound to, a line feed, the secret. An address that was changed in the file gets no other's. */
export function seal(slot: Slot, address: Pick<Address, 'url'>, secret: string): string {
  return `${boundTo(slot, address)}\n${secret}`;
}

/** @returns undefined where it is bound to something else. */
export function unseal(slot: Slot, address: Pick<Address, 'url'>, sealed: string): string | undefined {
  const prefix = `${boundTo(slot, address)}\n`;
  return sealed.startsWith(prefix) ? sealed.slice(prefix.length) : undefined;
}

export function secretMissing(name: string, slot: Slot): AppError {
  const what = slot.replace(/^header /, '');
  const message = `The secret "${what}" of ${name} is not there, or was typed for another address. Type it again.`;
  return new AppError('address.secretMissing', message, { details: { name, what } });
}

function headerSlot(name: string): Slot {
  return `header ${name.toLowerCase()}`;
}
