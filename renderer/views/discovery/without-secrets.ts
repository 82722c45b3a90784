/**
 * Text on its way out of the machine (a ticket, a mail). A diagnosis holds no secret by its contract, but it holds the words of servers and
 * programs, and addresses: whatever looks like a credential in them is masked. Rather one word too many than one too few.
 */

const mask = '[…]';

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A private key or certificate, whole or cut off.
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, mask],
  // user:password@ in an address.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, `$1${mask}@`],
  // What stands behind a question mark of an address: login pages put their state and tokens there.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi, `$1?${mask}`],
  [/\b(bearer|basic|negotiate|digest)\s+[A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${mask}`],
  // A JSON web token.
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, mask],
  [
    /\b([\w-]*(?:token|passwor[dt]|passwd|pwd|passphrase|secret|api[-_]?key|authorization|cookie|session)[\w-]*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    `$1${mask}`,
  ],
  // The value of an option, as programs are called.
  [
    /(--?[\w-]*(?:token|passwor[dt]|passwd|pwd|passphrase|secret|api-?key)[\w-]*\s+)("[^"]*"|'[^']*'|[^\s-]\S*)/gi,
    `$1${mask}`,
  ],
];

export function withoutSecrets(text: string): string {
  return rules.reduce((before, [pattern, replacement]) => before.replace(pattern, replacement), text);
}
