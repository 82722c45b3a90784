/**
 * Foreign text made harmless to read: what would turn a line around, hide in it or start another becomes a mark of its code point.
 * For names, alone and inside our sentences, and for what is copied into a ticket; a server's whole words are shown in a place of their own.
 */

/** Controls, marks of direction and other unseen characters, and halves of surrogate pairs. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\p{Cs}]/gu;

const mark = (character: string): string =>
  `\u27e8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;

export function plainText(text: string): string {
  return text.replace(unseen, mark);
}

/** The same for text of several lines: line breaks and tabs stay. */
export function plainLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(unseen, (character) => (/[\n\t]/.test(character) ? character : mark(character)));
}

/** At most so many characters, with an ellipsis for the rest: for one line of several. */
export function shortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
