/** A server's text within a sentence of ours: short, and without what would write over the rest of the sentence. Pure. */

const longest = 120;
/** Control characters, and those that turn or hide what stands beside them. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** @returns what is to be read, not to be copied: replaced characters are �, and an isolate stands around what is read from the right. */
export function inSentence(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const plain = cut.toWellFormed().replace(unseen, '\ufffd');
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
