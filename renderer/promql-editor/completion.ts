/** Completion: what fits at the cursor, from the language, from the catalog of names, and from what was run. Nothing of it is kept in the page. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  clearSnippet,
  closeCompletion,
  completionStatus,
  currentCompletions,
  moveCompletionSelection,
  nextSnippetField,
  prevSnippetField,
  selectedCompletion,
  snippetKeymap,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorState, Extension } from '@codemirror/state';
import { EditorView, type KeyBinding, keymap, type Rect } from '@codemirror/view';
import { completionAt, type Wanted } from '../../shared/promql/completion-at.ts';
import { type CompletionTexts, failedOption, failedType, type Option } from './completion-option.ts';
import type { EditorCatalog } from './editor-catalog.ts';
import { languageOptions } from './language-options.ts';
import { namedOptions, queryOptions } from './named-options.ts';

export interface CompletionDeps {
  readonly catalog: () => EditorCatalog | undefined;
  readonly serverVersion: () => string | undefined;
  readonly texts: () => CompletionTexts;
  readonly selectorsOnly: boolean;
}

const optionClass = 'cm-promql-option';

export function completion(deps: CompletionDeps): Extension {
  return [
    autocompletion({
      // One after the other in the list. Each comes when it is there: names may be on their way for a while. What was run before is what
      // one wants where nothing is written; beside a word, names are meant more often.
      override: deps.selectorsOnly
        ? [fromCatalog(deps)]
        : [fromQueries(deps, 'first'), fromLanguage(deps), fromCatalog(deps), fromQueries(deps, 'last')],
      // Whoever types a whole expression and presses Enter runs it: nothing is chosen before somebody chooses it.
      selectOnOpen: false,
      // So nothing is chosen by accident, either, and a quick Tab or arrow is for the list.
      interactionDelay: 0,
      icons: false,
      defaultKeymap: false,
      maxRenderedOptions: 100,
      positionInfo: besideOrBelow,
      optionClass: ({ type }) => (type === failedType ? 'cm-promql-failed' : optionClass),
    }),
    closedBehind,
    tabWhenUpToDate,
    snippetKeymap.of(templateKeys),
    keymap.of(completionKeys),
  ];
}

/** What is said of an option never covers the others: it stands beside the list, or below it where the page is narrow. */
function besideOrBelow(_: EditorView, list: Rect, option: Rect, info: Rect, space: Rect) {
  const width = info.right - info.left;
  const offset = Math.max(0, Math.min(option.top - list.top, list.bottom - list.top - (info.bottom - info.top)));
  if (space.right - list.right >= width) return { style: `left: 100%; top: ${Math.round(offset)}px` };
  if (list.left - space.left >= width) return { style: `right: 100%; top: ${Math.round(offset)}px` };
  return { style: 'left: 0; top: 100%' };
}

/** With something to choose. One that is only asked for may never come, and one that says why it is empty may stay. */
export function isListOpen(state: EditorState): boolean {
  return currentCompletions(state).some(({ type }) => type !== failedType);
}

/** CodeMirror closes a list that is open when one leaves; one that is still asked for would open over what one has gone on to. */
const closedBehind = EditorView.domEventHandlers({
  blur(_, view) {
    // Not within an update, in which the focus may have been lost.
    setTimeout(() => view.hasFocus || closeCompletion(view), 0);
  },
});

const completionKeys: readonly KeyBinding[] = [
  { key: 'Ctrl-Space', run: startCompletion },
  // macOS keeps the other one for itself.
  { mac: 'Alt-`', run: startCompletion },
  { mac: 'Alt-i', run: startCompletion },
  { key: 'ArrowDown', run: moveCompletionSelection(true) },
  { key: 'ArrowUp', run: moveCompletionSelection(false) },
  { key: 'PageDown', run: moveCompletionSelection(true, 'page') },
  { key: 'PageUp', run: moveCompletionSelection(false, 'page') },
  { key: 'Escape', run: closeCompletion },
  { key: 'Enter', run: acceptCompletion },
  {
    // Takes the first where none is chosen; without a list, the key goes on to the next control.
    key: 'Tab',
    run: (view) => {
      if (isListOpen(view.state)) return acceptFirst(view);
      if (!isBeingUpdated(view)) return false;
      awaited.add(view);
      return true;
    },
  },
];

function acceptFirst(view: EditorView): boolean {
  if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

/** The list on the screen is of one letter less, and takes nothing until it is of this one. What is in it then only the page knows. */
function isBeingUpdated(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'pending') return false;
  const list = view.contentDOM.getAttribute('aria-controls');
  return list !== null && view.dom.ownerDocument.getElementById(list)?.querySelector(`.${optionClass}`) != null;
}

/** Where Tab was pressed in such a list: who types fast wants what comes. */
const awaited = new WeakSet<EditorView>();

const tabWhenUpToDate = EditorView.updateListener.of(({ view, state, docChanged, selectionSet }) => {
  if (!awaited.has(view)) return;
  if (docChanged || selectionSet) awaited.delete(view);
  else if (isListOpen(state)) setTimeout(() => awaited.delete(view) && isListOpen(view.state) && acceptFirst(view), 0);
  else if (!isBeingUpdated(view)) awaited.delete(view);
});

/** While a template is filled in. A list that is open over it closes first. */
const templateKeys: readonly KeyBinding[] = [
  { key: 'Tab', run: nextSnippetField, shift: prevSnippetField },
  { key: 'Escape', run: (view) => closeCompletion(view) || clearSnippet(view) },
];

/** Longer texts are not searched for. */
const longestText = 300;

/** What is wanted where somebody asked, or has begun to type. */
function wantedIn(context: CompletionContext): Exclude<Wanted, { kind: 'nothing' }> | undefined {
  const wanted = completionAt(context.state.doc.toString(), context.pos);
  if (wanted.kind === 'nothing' || wanted.text.length > longestText) return undefined;
  const opensAtOnce = wanted.kind === 'labelName' || wanted.kind === 'labelValue' || wanted.kind === 'grouping';
  return context.explicit || wanted.text !== '' || opensAtOnce ? wanted : undefined;
}

function resultOf({ from, to }: { readonly from: number; readonly to: number }, options: readonly Option[]) {
  if (options.length === 0) return null;
  const getMatch = (option: Completion) => (option as Option).marks ?? [];
  return { from, to, options, filter: false, getMatch } satisfies CompletionResult;
}

function fromLanguage({ serverVersion, texts }: CompletionDeps): CompletionSource {
  return (context) => {
    const wanted = wantedIn(context);
    return wanted === undefined ? null : resultOf(wanted, languageOptions(wanted, serverVersion(), texts()));
  };
}

function fromQueries({ catalog, texts }: CompletionDeps, place: 'first' | 'last'): CompletionSource {
  return (context) => {
    const wanted = wantedIn(context);
    const known = catalog();
    if (wanted === undefined || known === undefined || (wanted.text === '') !== (place === 'first')) return null;
    return resultOf(wanted, queryOptions(wanted, context.state.doc.toString(), known, texts()));
  };
}

function fromCatalog({ catalog, texts }: CompletionDeps): CompletionSource {
  return async (context) => {
    const wanted = wantedIn(context);
    const known = catalog();
    if (wanted === undefined || known === undefined) return null;
    const controller = new AbortController();
    context.addEventListener('abort', () => controller.abort(), { onDocChange: true });
    const { signal } = controller;
    try {
      const options = await namedOptions(wanted, known, texts(), signal);
      return context.aborted ? null : resultOf(wanted, options);
    } catch (error) {
      if (signal.aborted) return null;
      const reason = error instanceof Error ? error.message : String(error);
      return resultOf(wanted, [failedOption(texts().failed(reason))]);
    }
  };
}
