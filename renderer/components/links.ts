/** Finds links in what an annotation says. Only http and https, without a user in them, and shown as what they lead to. */

export type TextPart = { readonly kind: 'text' | 'link'; readonly text: string };

/** A text may be full of them, and each is an element. */
const mostLinks = 20;

const candidate = /https?:\/\/[^\s<>"'`|\\^{}]+/gi;

export function linkParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  let links = 0;
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const url = withoutEnd(found);
    if (links === mostLinks) break;
    // Of a rule, whose templates are not filled in yet, only a piece of the address is there.
    if (!isSafe(url) || text.startsWith('{{', index + found.length)) continue;
    links += 1;
    if (index > from) parts.push({ kind: 'text', text: text.slice(from, index) });
    parts.push({ kind: 'link', text: url });
    from = index + url.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** What ends a sentence is no part of an address; a bracket is where it was opened in it. */
function withoutEnd(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? '';
    const opens = last === ')' ? '(' : last === ']' ? '[' : undefined;
    const isOver = opens === undefined ? /[.,;:!?*_]/.test(last) : url.split(last).length > url.split(opens).length;
    if (!isOver) return url;
    url = url.slice(0, -1);
  }
}

/** What cannot be seen, or turns the writing around, would make an address look like another one. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function isSafe(text: string): boolean {
  if (unseen.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, host } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '' && host !== '';
}
