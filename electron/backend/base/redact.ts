/** Takes what looks like a secret out of a text that somebody else wrote: an exec plugin's standard error, a command line. */

const mark = '[…]';

const patterns: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // JSON Web Tokens, whole or cut off.
  /\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g,
  // What `aws eks get-token` gives out.
  /\bk8s-aws-v1\.[\w-]+/g,
  // A password in an address.
  /(?<=:\/\/)[^\s/@:]*:[^\s/@]+(?=@)/g,
  // `token: x`, `--client-secret=x`, `"password":"x"`, `Authorization: Bearer x`.
  /(?<=\bauthorization["']?\s?[:=]\s?["']?(?:[a-z]{1,20}\s{1,4})?)(?!(?:bearer|basic)\s)[^\s"',;}]{6,}/gi,
  /(?<=\bbearer\s{1,4})[^\s"',;}]{16,}/gi,
  /(?<=(?:token|secret|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key|assertion|cookie)["']?(?:=|:|\s?[:=]\s?["'])["']?)[^\s"',;}&]+/gi,
  /(?<=(?:secret|passw(?:or)?d|passphrase)\s?[:=]\s)[^\s"',;}&]+/gi,
  // `failed to get token: connection refused` stays what it is: a word is no token, nor is `InvalidClientTokenId`. One in sixty random ones has no digit.
  /(?<=(?:[Tt]oken|TOKEN|[-_][Kk]ey|[-_]KEY|[Aa]ssertion|[Cc]ookie)\s?[:=]\s)(?=\S*\d|\S*[A-Z]{2}\S*[a-z]|\S*[a-z]\S*[A-Z]{2})[^\s"',;}&]{12,}/g,
  // A long run without a word in it: letters of both cases and digits.
  /(?<![\w/+=-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{32,}/g,
  /\b[0-9a-f]{32,}\b/gi,
];

/** @param known texts that are secrets for sure, whatever they look like. */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  const without = known.reduce((rest, secret) => (secret.length < 4 ? rest : rest.replaceAll(secret, mark)), text);
  return patterns.reduce((rest, pattern) => rest.replace(pattern, mark), without);
}
