/** What of PromQL has which of the design's syntax colours: the same in the editor and in a text. */
import { type Tag, tags } from '@lezer/highlight';

export type SyntaxName = 'function' | 'label' | 'string' | 'number' | 'keyword' | 'comment';

export const syntax: readonly { readonly tag: Tag | readonly Tag[]; readonly name: SyntaxName }[] = [
  { tag: tags.function(tags.variableName), name: 'function' },
  { tag: tags.labelName, name: 'label' },
  { tag: tags.string, name: 'string' },
  { tag: tags.number, name: 'number' },
  { tag: [tags.operatorKeyword, tags.modifier, tags.logicOperator], name: 'keyword' },
  { tag: tags.comment, name: 'comment' },
];
