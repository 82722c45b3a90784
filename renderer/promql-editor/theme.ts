/** The editor's look: PromQL in the design's syntax colours, all of them variables, so that a theme's change needs no new editor. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colour = (name: string) => ({ color: `var(--syntax-${name})` });

const highlighting = HighlightStyle.define([
  { tag: tags.function(tags.variableName), ...colour('function') },
  { tag: tags.labelName, ...colour('label') },
  { tag: tags.string, ...colour('string') },
  { tag: tags.number, ...colour('number') },
  { tag: [tags.operatorKeyword, tags.modifier, tags.logicOperator], ...colour('keyword') },
  { tag: tags.comment, color: 'var(--text-faint)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--text-ink)', fontSize: '12.5px' },
  // The focus ring is the border of the box around the editor.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontVariantLigatures: 'none', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text-ink)', padding: '4px 0' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text-ink)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-tint)',
  },
  '&.cm-focused .cm-matchingBracket': {
    background: 'var(--surface-inset)',
    boxShadow: '0 0 0 1px var(--border-control)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--tint-bad)' },
  '.cm-error-place': {
    textDecoration: 'underline wavy var(--state-stopped)',
    textUnderlineOffset: '4px',
    textDecorationSkipInk: 'none',
  },
});

export const editorTheme: Extension = [look, syntaxHighlighting(highlighting)];
