/** What the PromQL editor is made of; what can be switched off comes beside it (promql-editor.tsx). */
import { closeBrackets, closeBracketsKeymap, closeCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, toggleComment } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { highlightSelectionMatches } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  closeHoverTooltips,
  drawSelection,
  EditorView,
  hasHoverTooltips,
  highlightSpecialChars,
  type KeyBinding,
  keymap,
  rectangularSelection,
} from '@codemirror/view';
import { errorMarks } from './error-mark.ts';
import { editorLook } from './theme.ts';
import { wholeInserts } from './whole-inserts.ts';

export interface EditorCommands {
  readonly onChange: (text: string) => void;
  readonly onExecute: () => void;
  readonly onFormat: () => void;
}

/** Enter runs, Shift+Enter begins a line (CodeMirror's own), Escape leaves. Tab is left to the page: nobody is caught in the editor. */
function commandKeys({ onExecute, onFormat }: EditorCommands): readonly KeyBinding[] {
  const execute = (view: EditorView) => {
    // Nothing stays open over the answer, nor opens there later.
    closeCompletion(view);
    if (hasHoverTooltips(view.state)) view.dispatch({ effects: closeHoverTooltips });
    onExecute();
    return true;
  };
  return [
    { key: 'Enter', run: execute },
    { key: 'Mod-Enter', run: execute },
    { mac: 'Ctrl-Enter', run: execute },
    {
      key: 'Shift-Alt-f',
      run: () => {
        onFormat();
        return true;
      },
    },
    { key: 'Mod-/', run: toggleComment },
    {
      key: 'Escape',
      run: (view) => {
        view.contentDOM.blur();
        return true;
      },
    },
  ];
}

/** What cannot be seen, or turns the writing around, is a mark: Prometheus refuses it outside of texts, and one wonders why. */
const specialMarks = highlightSpecialChars({
  addSpecialChars: /[\u00a0\u2000-\u200a\u202a-\u202c\u202f\u2060\u3000]/,
  render(code) {
    const mark = document.createElement('span');
    mark.className = 'cm-specialChar';
    mark.textContent = '•';
    mark.title = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return mark;
  },
});

/** @param nonce of the page's content security policy, for the style element that CodeMirror adds; '' where there is none. */
export function editorSetup(commands: EditorCommands, nonce: string): Extension {
  return [
    nonce === '' ? [] : EditorView.cspNonce.of(nonce),
    history(),
    drawSelection(),
    specialMarks,
    EditorState.allowMultipleSelections.of(true),
    rectangularSelection(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    errorMarks,
    wholeInserts,
    editorLook,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) commands.onChange(update.state.doc.toString());
    }),
    keymap.of(commandKeys(commands)),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}
