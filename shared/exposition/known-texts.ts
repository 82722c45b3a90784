/** Texts of a few bytes that come again and again, label names and values: each is made once, and kept in memory once. */
import { textOf } from './bytes-text.ts';

const places = 4096;
const longest = 64;

/** Of each hash the text that came last. Shared by all parsers of a thread: targets of one kind have the same labels. */
const texts = new Array<string>(places).fill('');

/** @returns as `textOf` */
export function knownText(bytes: Uint8Array, from: number, to: number): string {
  const length = to - from;
  if (length > longest) return textOf(bytes, from, to);
  let hash = length;
  for (let i = from; i < to; i += 1) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  const place = (hash ^ (hash >>> 12)) & (places - 1);
  const text = texts[place] as string;
  if (text.length === length && isText(text, bytes, from)) return text;
  const made = textOf(bytes, from, to);
  texts[place] = made;
  return made;
}

/** Only what is ASCII is as long as its bytes and equal to them. */
function isText(text: string, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
