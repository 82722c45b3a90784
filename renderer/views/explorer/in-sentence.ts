/** A server's text within a sentence of ours: short, and without what would write over the rest of the sentence. Pure. */
import { plainText, shortened } from '../../../shared/format/plain-text.ts';

const longest = 120;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** @returns what is to be read, not to be copied: an isolate stands around what is read from the right. */
export function inSentence(text: string): string {
  const plain = plainText(shortened(text, longest));
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
