import { z } from 'zod';
import type {
  Address,
  AddressId,
  AddressInput,
  AddressTest,
  CompanionTest,
  SecretRef,
  SecretsStatus,
} from '../model/address.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

export const addressId = z.string().min(1).max(64) as unknown as z.ZodType<AddressId>;
const secretRef = z.string().min(1).max(256) as unknown as z.ZodType<SecretRef>;

const text = z.string().max(4096);
/** RFC 9110's token. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/);
const headerValue = z
  .string()
  .max(8192)
  .regex(/^[^\p{Cc}]*$/u);
/** Long enough for a token of a few kilobytes. */
const typedSecret = z.string().min(1).max(65_536).optional();

function authOf<Value>(value: z.ZodType<Value>) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('basic'), user: text, password: value }),
    z.strictObject({ kind: z.literal('bearer'), token: value }),
    z.strictObject({ kind: z.literal('certificate'), certFile: text, keyFile: text, passphrase: value.optional() }),
  ]);
}

function headerOf<Value>(value: z.ZodType<Value>) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ name: headerName, kind: z.literal('plain'), value: headerValue }),
    z.strictObject({ name: headerName, kind: z.literal('secret'), value }),
  ]);
}

/** What is in an address beside its secrets. That the URL is one is checked where an error can say what is wrong with it. */
const body = {
  name: z.string().min(1).max(200),
  url: z.string().min(1).max(2048),
  caFile: text.optional(),
  tlsServerName: text.optional(),
  insecureSkipTlsVerify: z.boolean(),
  matchers: text,
  beside: z.strictObject({ context: contextId, kind: z.enum(['alertmanager', 'pushgateway']) }).optional(),
};

/** An address as it is kept in the settings. */
export const addressSchema = z.strictObject({
  id: addressId,
  ...body,
  headers: z.array(headerOf(secretRef)).max(32),
  auth: authOf(secretRef),
}) as unknown as z.ZodType<Address>;

const addressInput = z.strictObject({
  id: addressId.optional(),
  ...body,
  headers: z.array(headerOf(typedSecret)).max(32),
  auth: authOf(typedSecret),
}) as unknown as z.ZodType<AddressInput>;

/** Addresses that the user typed; the list is in the settings. A context of an address has the id `address::ID`. */
export const addressesDomain = {
  /**
   * Keeps an address and its secrets, the secrets first. With `context` it becomes the choice of that context's cluster, else it is a
   * context of its own; one `beside` a context takes the place of the one of its kind that was there. Fails with address.* where it cannot be one; that it answers is not asked (`test` does).
   */
  save: method<AddressId>()(z.strictObject({ address: addressInput, context: contextId.optional() })),
  /** Its secrets go too, and choices of it; connections through it are ended. */
  remove: method<void>()(z.strictObject({ id: addressId })),
  /** Asks it once, as a connection would. Fails with address.*, probe.* or api.proxy; one `beside` a context with companion.*. */
  test: method<AddressTest | CompanionTest>()(z.strictObject({ address: addressInput })),
  /** Where secrets are kept, again where that changes. */
  secrets: stream<SecretsStatus>()(z.strictObject({})),
};
