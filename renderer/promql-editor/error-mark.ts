/** Underlines the place of an error. The mark moves with the text and goes when the marked text is changed. */
import { StateEffect, StateField, type Transaction } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** UTF-16 offsets, `to` not included. */
export interface EditorPlace {
  readonly from: number;
  readonly to: number;
}

export const markError = StateEffect.define<EditorPlace | undefined>();

const mark = Decoration.mark({ class: 'cm-error-place' });

function marksFor(place: EditorPlace | undefined, length: number): DecorationSet {
  if (place === undefined || length === 0) return Decoration.none;
  // A place behind the end (an expression that stops too early) underlines the last character.
  const from = Math.max(0, Math.min(place.from, length - 1));
  const to = Math.min(length, Math.max(from + 1, place.to));
  return Decoration.set(mark.range(from, to));
}

function touched(marks: DecorationSet, transaction: Transaction): boolean {
  let within = false;
  marks.between(0, transaction.startState.doc.length, (from, to) => {
    within ||= transaction.changes.touchesRange(from, to) !== false;
  });
  return within;
}

export const errorMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markError)) return marksFor(effect.value, transaction.newDoc.length);
    }
    if (!transaction.docChanged) return marks;
    return touched(marks, transaction) ? Decoration.none : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
