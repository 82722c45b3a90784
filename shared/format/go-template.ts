/**
 * What stands for the groups of a match in a replacement: `$1`, `$name`, `${name}`, `$$`. As Go's regexp.Expand has it: a name is as long
 * as it can be (`$1x` is the group `1x`), one that no group has is nothing, and a `$` before no name is a `$`.
 */

/** What a pattern has found; the RE2 library's matcher is one. */
export interface FoundGroups {
  /** Without the whole match, which is group 0. */
  groupCount(): number;
  /** null for a group that took no part in the match. */
  group(group: string | number): string | null;
  readonly namedGroups: Readonly<Record<string, number>>;
}

/** One piece of a replacement. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly index: number }
  | { readonly kind: 'name'; readonly name: string };

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
/** Numbers of groups have no leading zeros; what is too great for one is a name. */
const groupNumber = /^(?:0|[1-9][0-9]{0,8})$/;

export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let done = 0;
  for (const found of template.matchAll(reference)) {
    if (found.index > done) parts.push({ kind: 'text', text: template.slice(done, found.index) });
    done = found.index + found[0].length;
    const name = found[1] ?? found[2];
    if (name === undefined) parts.push({ kind: 'text', text: '$' });
    else if (groupNumber.test(name)) parts.push({ kind: 'group', index: Number(name) });
    else parts.push({ kind: 'name', name });
  }
  if (done < template.length) parts.push({ kind: 'text', text: template.slice(done) });
  return parts;
}

/** @param found a match @returns undefined for a text of more characters than `mostCharacters` */
export function expandTemplate(
  parts: readonly TemplatePart[],
  found: FoundGroups,
  mostCharacters: number,
): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'group') text += part.index <= found.groupCount() ? (found.group(part.index) ?? '') : '';
    else if (Object.hasOwn(found.namedGroups, part.name)) text += found.group(part.name) ?? '';
    if (text.length > mostCharacters) return undefined;
  }
  return text;
}
