/**
 * Which keys of a configuration have secrets as values: those that Prometheus shows as `<secret>`, and what is called alike in what it tells of
 * (headers, flags, `params`, Alertmanager's configuration). https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */

/** Where a value stands: its key, and the key of the mapping that the key is in. A value in a list has the list's. */
export interface Place {
  readonly key: string;
  readonly parent: string;
  /** Within something all of which is secret. */
  readonly isSecret: boolean;
}

export const top: Place = { key: '', parent: '', isSecret: false };

const secretKey =
  /(?:^|_)(?:pass(?:word|wd|phrase)|secrets?|token|credentials|authorization|cookie|connection_string|(?:api|secret|access|private|service|routing|user|consumer|application|shared_access)_?key|slack_api_url|webhook_url)$/;
/** `client_secret_file` names a file: no suffix fits it. What labels are called says nothing about what they hold. */
const labelSets = /^(?:labels|annotations|external_labels|discoveredLabels|groupLabels|commonLabels)$/;
const tlsConfig = /^tls(?:_config)?$/;

/** Keys repeat from target to target. */
const known = new Map<string, boolean>();
const mostKnown = 4096;
const longestKnown = 200;

export function isSecretKey(key: string): boolean {
  const before = known.get(key);
  if (before !== undefined) return before;
  const isSecret = secretKey.test(plainKey(key));
  // A copy: a part of a text keeps all of the text in memory.
  if (known.size < mostKnown && key.length <= longestKnown) known.set(Buffer.from(key).toString(), isSecret);
  return isSecret;
}

/** `clientSecret`, `X-Client-Secret`, `client.secret[]` → `…client_secret` */
function plainKey(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[-.[\]]/g, '_')
    .replace(/_+$/, '');
}

export function placeUnder(outer: Place, key: string): Place {
  return { key, parent: outer.key, isSecret: outer.isSecret || key === 'proxy_connect_header' };
}

export function isSecretPlace({ key, parent, isSecret }: Place): boolean {
  if (isSecret) return true;
  // A parameter of the scrape's URL.
  if (labelSets.test(parent)) return key.startsWith('__param_') && isSecretKey(key);
  if (isSecretKey(key)) return true;
  // `http_headers: {Authorization: {values: […]}}`
  if (key === 'values') return isSecretKey(parent);
  return key === 'key' && tlsConfig.test(parent);
}
