/** Takes secrets out of a document before it is stored: a configuration in YAML, an answer in JSON, or YAML within JSON, as Prometheus gives it. */
import { maskUrls } from './mask-urls.ts';
import { isSecretPlace } from './secret-keys.ts';
import { type FoundValue, scanValues } from './value-scanner.ts';

/** As Prometheus writes it. */
const mark = '<secret>';
/** A document in a text in a document … */
const deepest = 4;

const noSecret = /^(?:|null|~|true|false|<secret>)$/i;
const privateKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g;
const keyEnd = '-----END ';
/** Of a key whose end is missing, so much goes. */
const longestKey = 20_000;

/** Doing it twice changes nothing more. What a YAML alias stands for is masked where it is written, if it stands under such a key there. */
export function maskSecrets(text: string): string {
  return masked(text, 0);
}

function masked(text: string, depth: number): string {
  const given = withoutPrivateKeys(text);
  return maskUrls(depth === 0 || /\n|^\s*[[{]/.test(given) ? maskValues(given, depth) : given);
}

function maskValues(text: string, depth: number): string {
  const parts: string[] = [];
  let from = 0;
  scanValues(text, (value) => {
    const raw = text.slice(value.start, value.end);
    const instead = isSecretPlace(value.place) ? secretInstead(raw, value) : nestedInstead(raw, value, depth);
    if (instead === undefined) return;
    parts.push(text.slice(from, value.start), instead);
    from = value.end;
  });
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

function secretInstead(raw: string, { kind, isFlow }: FoundValue): string | undefined {
  if (kind === 'block') return `${/^[ \t]*/.exec(raw)?.[0] ?? ''}${mark}\n`;
  const content = kind === 'plain' ? raw : raw.slice(1, -1);
  if (noSecret.test(content)) return undefined;
  return isFlow || kind === 'double' ? `"${mark}"` : mark;
}

function nestedInstead(raw: string, { kind }: FoundValue, depth: number): string | undefined {
  if (depth >= deepest) return undefined;
  if (kind === 'block') return changed(raw, masked(raw, depth + 1));
  if (kind !== 'double' || !raw.includes('\\')) return undefined;
  const content = parsedText(raw);
  if (content === undefined) return undefined;
  const without = masked(content, depth + 1);
  return without === content ? undefined : JSON.stringify(without);
}

function changed(before: string, after: string): string | undefined {
  return before === after ? undefined : after;
}

/** Escapes that JSON has not, and lines that YAML folds: the text is then looked at as it is written. */
function parsedText(raw: string): string | undefined {
  try {
    const content: unknown = JSON.parse(raw);
    return typeof content === 'string' ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Keys in PEM, whatever they stand under. None has a `"` in it. */
function withoutPrivateKeys(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: begin } of text.matchAll(privateKey)) {
    if (index < from) continue;
    const [content = ''] = text.slice(index + begin.length, index + begin.length + longestKey).split('"', 1);
    const end = content.indexOf(keyEnd);
    parts.push(text.slice(from, index), mark);
    from = index + begin.length + (end === -1 ? content.length : end + keyEndLength(content.slice(end)));
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

function keyEndLength(text: string): number {
  return /^[^\r\n"\\]*/.exec(text)?.[0].length ?? 0;
}
