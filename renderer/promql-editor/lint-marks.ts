/** Remarks under the text, from our own parser: a moment after the last key, and never while a list is open. F8 goes to the next and says it. */
import {
  diagnosticCount,
  forEachDiagnostic,
  linter,
  type Diagnostic as Mark,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import { closeHoverTooltips, EditorView, hasHoverTooltips, type KeyBinding, keymap } from '@codemirror/view';
import { plainText } from '../../shared/format/plain-text.ts';
import type { MetricType } from '../../shared/model/catalog.ts';
import { lintExpr, metricsIn } from '../../shared/promql/lint.ts';
import type { Diagnostic, LintOptions } from '../../shared/promql/lint-types.ts';
import { isListOpen } from './completion.ts';

/** While one types, half a word is no mistake. */
const delayMs = 600;

export interface RemarkTexts {
  readonly say: (diagnostic: Diagnostic) => string;
  readonly sayFix: (shown: string) => string;
}

export interface LintDeps extends RemarkTexts {
  readonly options: () => Omit<LintOptions, 'typeOf'>;
  readonly types: (metrics: readonly string[]) => Promise<ReadonlyMap<string, MetricType>>;
  /** How many there are now. */
  readonly onCount: (count: number) => void;
}

export function lintMarks(deps: LintDeps): Extension {
  const source = async ({ state }: EditorView): Promise<readonly Mark[]> => {
    if (isListOpen(state)) return [];
    const text = state.doc.toString();
    const known = await deps.types(metricsIn(text));
    return lintExpr(text, { ...deps.options(), typeOf: (name) => known.get(name) }).map((one) => markOf(one, deps));
  };
  return [
    // Once a list is closed, what it covered is looked at.
    linter(source, {
      delay: delayMs,
      // A second look at the same text closes no remark that is being read.
      hideOn: ({ docChanged }) => (docChanged ? null : false),
      needsRefresh: ({ startState, state }) => isListOpen(startState) && !isListOpen(state),
    }),
    keymap.of(lintKeys),
    EditorView.updateListener.of(({ startState, state }) => {
      const count = diagnosticCount(state);
      if (count !== diagnosticCount(startState)) deps.onCount(count);
    }),
  ];
}

function markOf(diagnostic: Diagnostic, { say, sayFix }: RemarkTexts): Mark {
  const { from, to, severity, words, fix } = diagnostic;
  const message = plainText(say(diagnostic));
  return {
    from,
    to,
    severity,
    message,
    renderMessage: () => remarkOf(message, words),
    actions:
      fix === undefined
        ? []
        : [
            {
              name: plainText(sayFix(fix.shown)),
              // The remark's place moves with the text; the fix moves with it.
              apply: (view, nowFrom) => {
                const by = nowFrom - from;
                view.dispatch({
                  changes: { from: fix.from + by, to: fix.to + by, insert: fix.insert },
                  userEvent: 'input.fix',
                });
                view.focus();
              },
            },
          ],
  };
}

/** Our sentence, then the server's words, which are not ours. */
function remarkOf(message: string, words: string | undefined): Node {
  const element = document.createElement('div');
  element.className = 'cm-promql-remark';
  const sentence = document.createElement('p');
  sentence.textContent = message;
  element.append(sentence);
  if (words !== undefined) {
    const code = document.createElement('code');
    code.textContent = plainText(words).slice(0, 400);
    element.append(code);
  }
  return element;
}

function marksAt(state: EditorState): readonly Mark[] {
  const { main } = state.selection;
  const marks: Mark[] = [];
  forEachDiagnostic(state, (mark, from, to) => {
    if (from <= main.to && to >= main.from) marks.push({ ...mark, from, to });
  });
  return marks;
}

/** CodeMirror selects the next remark and shows it; who cannot see it hears it. */
function goTo(next: typeof nextDiagnostic): (view: EditorView) => boolean {
  return (view) => {
    if (!next(view)) return false;
    const said = marksAt(view.state).map(({ message }) => message);
    view.dispatch({ effects: EditorView.announce.of(said.join(' ')) });
    return true;
  };
}

/** A remark by itself, at once: also where nobody wants any while writing. */
export function showRemark(view: EditorView, diagnostic: Diagnostic, texts: RemarkTexts): void {
  view.dispatch(setDiagnostics(view.state, [markOf(diagnostic, texts)]));
  view.dispatch({ selection: { anchor: 0 } });
  goTo(nextDiagnostic)(view);
}

const lintKeys: readonly KeyBinding[] = [
  { key: 'F8', run: goTo(nextDiagnostic), shift: goTo(previousDiagnostic) },
  {
    // Does what the remark at the cursor offers.
    key: 'Mod-.',
    run: (view) => {
      const mark = marksAt(view.state).find(({ actions }) => (actions?.length ?? 0) > 0);
      mark?.actions?.[0]?.apply(view, mark.from, mark.to);
      return mark !== undefined;
    },
  },
  { key: 'Escape', run: closeRemarks },
];

/** @returns whether one was open */
function closeRemarks(view: EditorView): boolean {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
}
