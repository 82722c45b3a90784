import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../../electron/backend/base/redact.ts';

const secrets: readonly [text: string, expected: string][] = [
  ['got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl from there', 'got […] from there'],
  ['k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8 expired', '[…] expired'],
  ['curl -H "Authorization: Bearer abcdef123456"', 'curl -H "Authorization: Bearer […]"'],
  ['authorization: Basic YWRhOnNlY3JldA==', 'authorization: Basic […]'],
  ['--client-secret=hunter2 --tenant x', '--client-secret=[…] --tenant x'],
  ['{"access_token":"abc","expires_in":3600}', '{"access_token":"[…]","expires_in":3600}'],
  ['password: hunter2', 'password: […]'],
  ['refresh token: 0.AXoAv4j5cvGGr0GRqy180BHbR9', 'refresh token: […]'],
  ['refused: token: uiOG_wbWXxnDsFfCAhyxIhpv (expired)', 'refused: token: […] (expired)'],
  ['POST https://idp/token?client_secret=abc&x=1', 'POST https://idp/token?client_secret=[…]&x=1'],
  ['http://ada:hunter2@proxy:3128 refused', 'http://[…]@proxy:3128 refused'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nend', '[…]\nend'],
  ['-----BEGIN EC PRIVATE KEY-----\nMIIE cut off', '[…]'],
  ['id aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRva2VuMTIz ok', 'id […] ok'],
  ['id 0123456789abcdef0123456789abcdef ok', 'id […] ok'],
];

const harmless: readonly string[] = [
  'error: failed to get token: connection refused',
  'failed to refresh token: InvalidClientTokenId',
  'Unable to locate credentials. You can configure credentials by running "aws configure".',
  'the token has expired: run "az login"',
  'To sign in, open https://microsoft.com/devicelogin and enter the code ABCD1234',
  'tenant 72f988bf-86f1-41af-91ab-2d7cd011db47 does not exist',
  '/home/ada/.kube/cache/oidc-login/Some-Long-Directory-Name: permission denied',
];

describe('what looks like a secret', () => {
  it.each(secrets)('is taken out of %j', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it.each(harmless)('is not in %j', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('is also what the caller knows for one', () => {
    expect(redactSecrets('wrong: correct horse', ['correct horse', ''])).toBe('wrong: […]');
  });
});

it('takes no longer for a hostile text: 200,000 spaces are looked at in a moment', () => {
  const startedMs = performance.now();
  redactSecrets(`x${' '.repeat(200_000)}`);
  // Quadratic it was minutes.
  expect(performance.now() - startedMs).toBeLessThan(5000);
});
