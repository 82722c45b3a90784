/** Signed tokens (RS256) as an OpenID provider issues them and an API server verifies them. Nothing but what those two need. */
import { type KeyObject, sign, verify } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @param privateKey RSA */
export function signToken(claims: Claims, privateKey: KeyObject, keyId: string): string {
  const content = `${part({ alg: 'RS256', kid: keyId, typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}

/** @returns the claims of a token with a good signature; its times, issuer and audience are the caller's to judge */
export function verifiedClaims(token: string, publicKey: KeyObject): Claims | undefined {
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) return undefined;
  const content = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', content, publicKey, Buffer.from(signature, 'base64url'))) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined;
}
