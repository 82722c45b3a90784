import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { type EditorPlace, errorMarks, markError } from '../../../renderer/promql-editor/error-mark.ts';

function stateWith(doc: string, place: EditorPlace | undefined): EditorState {
  return EditorState.create({ doc, extensions: errorMarks }).update({ effects: markError.of(place) }).state;
}

function marked(state: EditorState): readonly string[] {
  const texts: string[] = [];
  state.field(errorMarks).between(0, state.doc.length, (from, to) => void texts.push(state.sliceDoc(from, to)));
  return texts;
}

describe('the mark of an error', () => {
  test('underlines the place', () => {
    expect(marked(stateWith('rate(a[5x])', { from: 7, to: 9 }))).toEqual(['5x']);
  });

  test('underlines the last character for a place behind the end', () => {
    expect(marked(stateWith('sum(', { from: 4, to: 5 }))).toEqual(['(']);
  });

  test('is nothing in an empty expression', () => {
    expect(marked(stateWith('', { from: 0, to: 1 }))).toEqual([]);
  });

  test('moves with the text before it', () => {
    const state = stateWith('rate(a[5x])', { from: 7, to: 9 });
    expect(marked(state.update({ changes: { from: 0, insert: 'sum ' } }).state)).toEqual(['5x']);
  });

  test('goes when the marked text is changed, and when the error is over', () => {
    const state = stateWith('rate(a[5x])', { from: 7, to: 9 });
    expect(marked(state.update({ changes: { from: 8, to: 9, insert: 'm' } }).state)).toEqual([]);
    expect(marked(state.update({ effects: markError.of(undefined) }).state)).toEqual([]);
  });
});
