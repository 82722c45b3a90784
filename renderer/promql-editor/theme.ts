/** The editor's look: PromQL in the design's syntax colours, all of them variables, so that a theme's change needs no new editor. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { syntax } from './syntax.ts';

const highlighting = HighlightStyle.define(
  syntax.map(({ tag, name }) => ({
    tag,
    color: name === 'comment' ? 'var(--text-faint)' : `var(--syntax-${name})`,
  })),
);

const look = EditorView.theme({
  '&': { color: 'var(--text-ink)', fontSize: '12.5px' },
  // The focus ring is the border of the box around the editor.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontVariantLigatures: 'none', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text-ink)', padding: '4px 0' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text-ink)' },
  '.cm-placeholder': { color: 'var(--text-faint)', fontFamily: 'var(--font-ui)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-tint)',
  },
  '&.cm-focused .cm-matchingBracket': {
    background: 'var(--surface-inset)',
    boxShadow: '0 0 0 1px var(--border-control)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--tint-bad)' },
  '.cm-tooltip': {
    background: 'var(--surface-raised)',
    border: '1px solid var(--border-strong)',
    borderRadius: 'var(--radius-control)',
    boxShadow: 'var(--shadow-float)',
    zIndex: '95',
  },
  // Clear of the box, whose border is the focus ring.
  '.cm-tooltip.cm-tooltip-below': { marginTop: '8px' },
  '.cm-tooltip.cm-tooltip-above': { marginTop: '-8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    fontVariantLigatures: 'none',
    maxHeight: '314px',
    maxWidth: 'min(640px, 90vw)',
    minWidth: '320px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    alignItems: 'center',
    display: 'flex',
    gap: '16px',
    height: '26px',
    justifyContent: 'space-between',
    padding: '0 10px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--surface-inset)',
    boxShadow: 'inset 3px 0 0 var(--accent-course)',
    color: 'var(--text-ink)',
  },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis', unicodeBidi: 'isolate' },
  '.cm-completionMatchedText': { boxShadow: 'inset 0 -1px 0 var(--text-ink)', textDecoration: 'none' },
  '.cm-completionDetail': {
    color: 'var(--text-faint)',
    flex: 'none',
    fontFamily: 'var(--font-ui)',
    fontSize: '11.5px',
    fontStyle: 'normal',
    marginLeft: '0',
    maxWidth: '160px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '.cm-tooltip.cm-completionInfo': {
    fontFamily: 'var(--font-ui)',
    maxWidth: '340px',
    overflowWrap: 'anywhere',
    padding: '8px 12px',
    whiteSpace: 'normal',
  },
  '.cm-completionInfo code': { fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-completionInfo p': { color: 'var(--text-secondary)', margin: '4px 0 0' },
  '.cm-lintRange': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': {
    textDecoration: 'underline wavy var(--state-stopped)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '4px',
  },
  '.cm-lintRange-warning, .cm-lintRange-info': {
    textDecoration: 'underline dotted var(--state-degraded)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '4px',
  },
  '.cm-lintRange-info': { textDecorationColor: 'var(--border-strong)' },
  '.cm-diagnostic': {
    borderLeft: '0',
    fontFamily: 'var(--font-ui)',
    maxWidth: '420px',
    overflowWrap: 'anywhere',
    padding: '8px 12px',
    whiteSpace: 'normal',
  },
  '.cm-diagnostic + .cm-diagnostic': { borderTop: '1px solid var(--border-hair)' },
  '.cm-promql-remark p': { margin: '0' },
  '.cm-promql-remark code': {
    color: 'var(--text-secondary)',
    display: 'block',
    fontFamily: 'var(--font-mono)',
    fontSize: '12px',
    marginTop: '4px',
  },
  '.cm-diagnosticAction': {
    background: 'transparent',
    border: '1px solid var(--border-control)',
    borderRadius: 'var(--radius-control)',
    color: 'var(--text-ink)',
    fontFamily: 'var(--font-ui)',
    margin: '6px 0 0',
    minHeight: '24px',
    padding: '2px 8px',
  },
  '.cm-specialChar': { background: 'var(--tint-bad)', color: 'var(--state-stopped)' },
  '.cm-selectionMatch': { background: 'var(--surface-inset)' },
  '.cm-promql-failed .cm-completionLabel': { color: 'var(--state-stopped)', fontFamily: 'var(--font-ui)' },
  '.cm-snippetField': { background: 'var(--surface-inset)' },
  // One line is enough where our own remark is about the same place.
  '.cm-error-place .cm-lintRange, .cm-lintRange .cm-error-place': { textDecoration: 'none' },
  '.cm-error-place': {
    textDecoration: 'underline wavy var(--state-stopped)',
    textUnderlineOffset: '4px',
    textDecorationSkipInk: 'none',
  },
});

export const editorLook: Extension = look;

export const editorColours: Extension = syntaxHighlighting(highlighting);
