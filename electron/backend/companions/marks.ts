/**
 * A mark for what was typed for a server: the same for the same, another one where its address, a header, its login or its certificates are others; and
 * nothing of that can be read from it. Marks hold for as long as they are made by the same maker.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Address } from '../../../shared/model/address.ts';

export type MarkOf = (address: Address) => string;

export function createMarks(): MarkOf {
  // A tenant's name is soon guessed: without the key that would show.
  const key = randomBytes(32);
  return ({ url, headers, auth, caFile, tlsServerName, insecureSkipTlsVerify }) => {
    const about = [url, headers, auth, caFile, tlsServerName, insecureSkipTlsVerify];
    return createHmac('sha256', key).update(JSON.stringify(about)).digest('base64url');
  };
}
