/** The parameters of a request, from its body and its address, read as Go's net/http reads them: what cannot be read is left out. */
import { quoteText } from '../../../shared/promql/go-text.ts';

export interface Form {
  /** The first of that name, '' for none: an empty parameter is none. */
  text(name: string): string;
  all(name: string): readonly string[];
  /** The first thing that could not be read, in Go's words; most endpoints do not look at it. */
  readonly problem: string | undefined;
}

/** @param bodyText of a form that was posted: its parameters come first. @param query of the address, without its `?` */
export function readForm(bodyText: string, query: string): Form {
  const values = new Map<string, string[]>();
  const problem = readPairs(bodyText, values);
  const second = readPairs(query, values);
  return {
    text: (name) => values.get(name)?.[0] ?? '',
    all: (name) => values.get(name) ?? [],
    problem: problem ?? second,
  };
}

function readPairs(text: string, values: Map<string, string[]>): string | undefined {
  let problem: string | undefined;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    if (pair.includes(';')) {
      problem ??= 'invalid semicolon separator in query';
      continue;
    }
    const equals = pair.indexOf('=');
    const name = unescaped(equals === -1 ? pair : pair.slice(0, equals));
    const value = unescaped(equals === -1 ? '' : pair.slice(equals + 1));
    if (typeof name !== 'string' || typeof value !== 'string') {
      const wrong = [name, value].find((one) => typeof one !== 'string');
      problem ??= `invalid URL escape ${quoteText(wrong?.wrongEscape ?? '')}`;
      continue;
    }
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return problem;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function unescaped(text: string): string | { readonly wrongEscape: string } {
  if (!/[%+]/.test(text)) return text;
  const wrong = /%(?![\da-fA-F]{2})/.exec(text);
  if (wrong !== null) return { wrongEscape: text.slice(wrong.index, wrong.index + 3) };
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Bytes that are no UTF-8: each broken place becomes U+FFFD.
    return utf8.decode(bytesOf(spaced));
  }
}

function bytesOf(escaped: string): Uint8Array {
  const bytes = Buffer.from(escaped, 'utf8');
  const result = Buffer.alloc(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    const isEscape = byte === 0x25;
    result[length] = isEscape ? Number.parseInt(bytes.toString('latin1', i + 1, i + 3), 16) : byte;
    length += 1;
    if (isEscape) i += 2;
  }
  return result.subarray(0, length);
}
