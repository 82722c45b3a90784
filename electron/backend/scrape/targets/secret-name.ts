/** Names of parameters whose values are shown to nobody. */

const secret =
  /(?:^|_)(?:pass(?:word|wd|phrase)|secrets?|token|credentials|authorization|(?:api|secret|access|private)_?key)$/;

/** `token`, `api_key`, `X-Client-Secret`, `clientSecret` */
export function isSecretName(name: string): boolean {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[-.[\]]/g, '_')
    .replace(/_+$/, '');
  return secret.test(plain);
}
