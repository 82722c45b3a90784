/**
 * Takes credentials out of URLs wherever they stand in a text: `scheme://user:password@host`, percent-encoded ones too (once or more often), and
 * values of query parameters that are called like secrets. A user that stands alone may be a token, and goes.
 */
import { isSecretKey } from './secret-keys.ts';

/** What Go's `URL.Redacted` writes, and so Prometheus. */
const mark = 'xxxxx';

/** Up to the last `@` before path, query or fragment begin. JSON and JavaScript may have a `\` before each slash. */
const userinfo = /(?<=:\\{0,3}\/\\{0,3}\/)[^\s/?#"\\]+(?=@)/g;
/** A password with `/`, `?` or `#` in it, which URLs do not allow and people write: behind the colon stands no port. */
const oddUserinfo = /(?<=:\/\/)[^\s/?#"@:[\]]{1,256}:(?!\/\/|\d{1,5}(?:[\s/?#"]|$))[^\s"@]{1,256}(?=@)/g;
/** The same characters, percent-encoded n times: each `%` is then `%25…`. */
const encodedUserinfo =
  /(?<=%(?:25){0,4}3A%(?:25){0,4}2F%(?:25){0,4}2F)(?:(?!%(?:25){0,4}(?:2F|3F|23|40))[^\s/?#&"@])+(?=%(?:25){0,4}40)/gi;
const parameter =
  /(?<=(?:[?&;]|%(?:25){0,4}(?:3F|26)))([\w.\-[\]]{1,64})(=|%(?:25){0,4}3D)([^\s&;#"'<>\\%]|%(?!(?:25){0,4}(?:26|23)))+/gi;

export function maskUrls(text: string): string {
  const plain = text.includes('://') || text.includes('/\\/') ? maskPlain(text) : text;
  const encoded = /%(?:25)*3A/i.test(plain) ? plain.replace(encodedUserinfo, maskedEncoded) : plain;
  return encoded.replace(parameter, (whole: string, name: string, equals: string) =>
    isSecretKey(name) ? `${name}${equals}${mark}` : whole,
  );
}

function maskPlain(text: string): string {
  return text.replace(userinfo, maskedUserinfo).replace(oddUserinfo, maskedUserinfo);
}

function maskedUserinfo(found: string): string {
  const colon = found.indexOf(':');
  const password = colon === -1 ? '' : found.slice(colon + 1);
  // `https://TOKEN:x-oauth-basic@…`, `https://TOKEN:@…`
  if (colon > 0 && password !== '' && password !== 'x-oauth-basic') return `${found.slice(0, colon)}:${mark}`;
  return colon === 0 ? `:${mark}` : mark;
}

function maskedEncoded(found: string): string {
  const [, user, colon] = /^(.+?)(%(?:25){0,4}3A|:)(?!$|x-oauth-basic$)/i.exec(found) ?? [];
  return user === undefined || colon === undefined ? mark : `${user}${colon}${mark}`;
}
