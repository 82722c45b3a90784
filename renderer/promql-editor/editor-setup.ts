/** What the PromQL editor is made of. Completion and checks of the expression come with the explorer's next issue. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, type KeyBinding, keymap } from '@codemirror/view';
import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { errorMarks } from './error-mark.ts';
import { editorTheme } from './theme.ts';
import { wholeInserts } from './whole-inserts.ts';

export interface EditorCommands {
  readonly onChange: (text: string) => void;
  readonly onExecute: () => void;
}

/** Enter runs, Shift+Enter begins a line (CodeMirror's own), Escape leaves. Tab is left to the page: nobody is caught in the editor. */
function commandKeys({ onExecute }: EditorCommands): readonly KeyBinding[] {
  return [
    {
      key: 'Enter',
      run: () => {
        onExecute();
        return true;
      },
    },
    {
      key: 'Escape',
      run: (view) => {
        view.contentDOM.blur();
        return true;
      },
    },
  ];
}

const language = promQLLanguage(LanguageType.PromQL);

/** @param nonce of the page's content security policy, for the style element that CodeMirror adds; '' where there is none. */
export function editorSetup(commands: EditorCommands, attributes: Record<string, string>, nonce: string): Extension {
  return [
    nonce === '' ? [] : EditorView.cspNonce.of(nonce),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    language,
    errorMarks,
    wholeInserts,
    editorTheme,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
      ...attributes,
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) commands.onChange(update.state.doc.toString());
    }),
    Prec.high(keymap.of(commandKeys(commands))),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}
