/** One of the list of completions: what is shown of it, and what is said beside it. */
import type { Completion } from '@codemirror/autocomplete';
import { plainLines } from '../../shared/format/plain-text.ts';
import type { FoundMetric } from '../../shared/model/catalog.ts';
import type { TemplateName } from './templates.ts';

type CompletionKind =
  | 'function'
  | 'experimental'
  | 'aggregation'
  | 'keyword'
  | 'label'
  | 'value'
  | 'duration'
  | 'time'
  | 'query'
  | 'starred'
  | 'template';

export interface CompletionTexts {
  readonly type: (type: FoundMetric['type']) => string;
  /** What a function or aggregation does, and what goes wrong with it; '' where nothing is said. */
  readonly does: (name: string) => string;
  readonly trap: (name: string) => string;
  readonly template: (name: TemplateName) => string;
  readonly kind: (kind: CompletionKind) => string;
  readonly failed: (reason: string) => string;
}

/** An option, and where it matches what was typed. */
export type Option = Completion & { readonly marks?: readonly number[] };

export const failedType = 'failed';

/** It says why nothing came, and writes nothing. */
export function failedOption(label: string): Option {
  return { label, type: failedType, apply: () => undefined };
}

/** Beside the list; the server's words are text. */
export function infoOf(title: string, does: string, trap: string): Node {
  const element = document.createElement('div');
  const head = document.createElement('code');
  head.textContent = plainLines(title).slice(0, 300);
  element.append(head);
  for (const text of [does, trap]) {
    if (text === '') continue;
    const paragraph = document.createElement('p');
    paragraph.textContent = plainLines(text).slice(0, 2000);
    element.append(paragraph);
  }
  return element;
}
