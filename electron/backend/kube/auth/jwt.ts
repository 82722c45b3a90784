/** Until when a JSON Web Token says that it holds. Nothing is verified: that is the server's to do. */
import { z } from 'zod';

const payload = z.object({ exp: z.number() });

/** @returns milliseconds since the epoch; undefined for what is no JWT, or says nothing. */
export function tokenExpiryMs(token: string): number | undefined {
  const [, body] = token.split('.');
  if (body === undefined) return undefined;
  try {
    return payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))).exp * 1000;
  } catch {
    return undefined; // no JWT: an opaque token
  }
}
