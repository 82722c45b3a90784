/** What was typed: that it can be an address, beyond what its schema says. */
import { assertNever } from '../../../shared/base/assert-never.ts';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import type { Address, AddressInput } from '../../../shared/model/address.ts';
import { parseMatchers } from '../../../shared/promql/inject-matchers.ts';
import { printMatcher } from '../../../shared/promql/print.ts';
import { normalUrl } from './address-url.ts';

/** Of the connection and of each request: whoever sets them breaks it, and none of them is a credential. */
const managedHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** As the contract's schema has them. */
const maxNameLength = 200;
const maxMatchersLength = 4096;

/**
 * @returns it with a usable URL and without spaces that were pasted along.
 * @throws AppError address.badUrl, address.badMatchers, address.badCredentials; rpc.badInput for headers
 */
export function checkAddress(input: AddressInput): AddressInput {
  const checked: AddressInput = {
    ...input,
    name: input.name.trim() || input.url.trim().slice(0, maxNameLength),
    url: normalUrl(input.url),
    matchers: normalMatchers(input.matchers),
    headers: input.headers.map((header) =>
      header.kind === 'secret' ? { ...header, value: header.value?.trim() } : header,
    ),
    auth: input.auth.kind === 'bearer' ? { ...input.auth, token: bareToken(input.auth.token) } : input.auth,
  };
  checkHeaders(checked);
  checkAuth(checked);
  return checked;
}

/** @returns as they stand between a selector's braces. @throws AppError address.badMatchers */
export function normalMatchers(matchers: string): string {
  try {
    const normal = parseMatchers(matchers).map(printMatcher).join(',');
    if (normal.length > maxMatchersLength) throw new Error('they are longer than 4,096 characters');
    return normal;
  } catch (error) {
    const reason = errorText(error);
    const message = `The matchers ${matchers} cannot be used: ${reason}.`;
    throw new AppError('address.badMatchers', message, { details: { matchers, reason } });
  }
}

/** People copy the word before it along. */
function bareToken(token: string | undefined): string | undefined {
  return token?.trim().replace(/^bearer\s+/i, '');
}

function checkHeaders({ headers, auth }: AddressInput): void {
  const names = headers.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badHeader(`the header ${twice} is there twice`);
  const managed = names.find((name) => managedHeaders.has(name));
  if (managed !== undefined) throw badHeader(`the header ${managed} belongs to the request itself`);
  if (names.includes('authorization') && (auth.kind === 'basic' || auth.kind === 'bearer')) {
    throw badHeader('the header authorization is what the user and password, or the token, become');
  }
  const bad = headers.find(({ value }) => value !== undefined && (value === '' || !isHeaderText(value)));
  if (bad !== undefined)
    throw badHeader(`the value of ${bad.name} is empty, or has characters that no header may have`);
}

function checkAuth({ name, auth, url }: AddressInput): void {
  switch (auth.kind) {
    case 'none':
      return;
    case 'basic':
      // RFC 7617: the user ends at the first colon, and neither has control characters.
      if (auth.user.includes(':')) throw badCredentials(name, 'a user name has no colon in it');
      if (hasControls(auth.user) || hasControls(auth.password ?? '')) {
        throw badCredentials(name, 'the user or the password has a control character in it, like a line feed');
      }
      return;
    case 'bearer':
      if (auth.token === '' || !isHeaderText(auth.token ?? '')) {
        throw badCredentials(name, 'the token is empty, or has characters that no header may have');
      }
      return;
    case 'certificate':
      if (!url.startsWith('https:')) throw badCredentials(name, 'a client certificate needs an https:// address');
      if ((auth.passphrase ?? '').includes('\0')) throw badCredentials(name, 'the passphrase has a NUL in it');
      return;
    default:
      assertNever(auth);
  }
}

/** What Node takes as a header's value. */
function isHeaderText(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function badHeader(reason: string): AppError {
  return new AppError('rpc.badInput', `The address was not taken: ${reason}.`, {
    details: { method: 'addresses', reason },
  });
}

export function badCredentials(name: Address['name'], reason: string, cause?: unknown): AppError {
  const message = `The credentials of ${name} cannot be used: ${reason}.`;
  return new AppError('address.badCredentials', message, { details: { name, reason }, cause });
}
