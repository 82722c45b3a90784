/**
 * Text that replaces a selection or comes in one piece (dictated, filled in by a program) is put in by us. Chromium would put it in with a
 * `style` attribute that repeats the highlighting, which the page's policy refuses. Plain typing and input methods go their usual way.
 */
import { EditorView } from '@codemirror/view';

export const wholeInserts = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType, isComposing } = event;
    const range = selectedRange(view);
    if (isComposing || inputType !== 'insertText' || data === null || range === undefined) return false;
    const from = view.posAtDOM(range.startContainer, range.startOffset);
    const to = view.posAtDOM(range.endContainer, range.endOffset);
    if (from === to && data.length === 1) return false;
    event.preventDefault();
    insert(view, from, to, data);
    return true;
  },
});

/** The page's own selection, of which the editor learns later. A program's insert has no target ranges. */
function selectedRange(view: EditorView): Range | undefined {
  const selection = document.getSelection();
  if (selection === null || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  return view.contentDOM.contains(range.commonAncestorContainer) ? range : undefined;
}

/** As CodeMirror does with typed text: whoever handles input (closing brackets) is asked first. */
function insert(view: EditorView, from: number, to: number, text: string): void {
  const plain = () =>
    view.state.update({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, text, plain))) view.dispatch(plain());
}
