/** The text box of an expression: PromQL highlighted, completed and looked over, brackets matched, the place of an error underlined. */
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, placeholder as placeholderOf } from '@codemirror/view';
import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatExpr } from '../../shared/promql/format-expr.ts';
import { errorDiagnostic, isUnfinished } from '../../shared/promql/lint-errors.ts';
import { PromqlError } from '../../shared/promql/promql-error.ts';
import { completion } from './completion.ts';
import type { CompletionTexts } from './completion-option.ts';
import { createEchoes } from './echoes.ts';
import type { EditorCatalog, EditorFeatures } from './editor-catalog.ts';
import { editorSetup } from './editor-setup.ts';
import { type EditorPlace, markError } from './error-mark.ts';
import { lintMarks, type RemarkTexts, showRemark } from './lint-marks.ts';
import styles from './promql-editor.module.css';
import { selectorAt } from './selector-at.ts';
import { editorColours } from './theme.ts';

export interface EditorHandle {
  focus(): void;
  /** At the cursor, in the place of what is selected. */
  insert(text: string): void;
  /** Nothing where the expression is not understood: what is wrong is said at its place. */
  format(): void;
  /** What the cursor stands on, to be explored. */
  selectorAtCursor(): string | undefined;
}

export interface PromqlEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onExecute: () => void;
  readonly onFocus?: (() => void) | undefined;
  readonly onBlur?: (() => void) | undefined;
  /** The place that the server refused; the box is marked as invalid with it. */
  readonly error?: EditorPlace | undefined;
  /** Why; said of the box to who cannot see it. */
  readonly errorText?: string | undefined;
  readonly ariaLabel: string;
  readonly placeholder?: string | undefined;
  readonly catalog: EditorCatalog | undefined;
  readonly features: EditorFeatures;
  readonly ref?: Ref<EditorHandle>;
}

/** As the host writes it into the page: `<meta property="csp-nonce">`. */
function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

export function PromqlEditor(props: PromqlEditorProps) {
  const { value, error, errorText, ariaLabel, placeholder = '', onFocus, onBlur, ref } = props;
  const { t } = useTranslation(['editor', 'functions']);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef({ ...props, t });
  latest.current = { ...props, t };
  const [remark] = useState(() => remarkTexts(() => latest.current.t));
  const texts = useRef(new Compartment());
  const help = useRef(new Compartment());
  const [remarks, setRemarks] = useState(0);
  const [echoes] = useState(createEchoes);
  const extension = useHelp(props, setRemarks);
  const descriptionId = useId();
  const { from, to } = error ?? {};

  useEffect(() => {
    if (host.current === null) return undefined;
    const commands = {
      onChange: (text: string) => {
        echoes.tell(text);
        latest.current.onChange(text);
      },
      onExecute: () => latest.current.onExecute(),
      onFormat: () => format(view.current, remark, latest.current.features),
    };
    const opened = new EditorView({
      parent: host.current,
      doc: latest.current.value,
      // What is earlier hears a key first: a list that is open takes Enter and Escape before the editor does.
      extensions: [help.current.of([]), texts.current.of([]), editorSetup(commands, pageNonce())],
    });
    view.current = opened;
    return () => {
      view.current = undefined;
      opened.destroy();
    };
  }, [remark, echoes]);

  useEffect(() => view.current?.dispatch({ effects: help.current.reconfigure(extension) }), [extension]);

  useEffect(() => {
    const attributes = {
      'aria-label': ariaLabel,
      'aria-describedby': descriptionId,
      ...(from === undefined ? {} : { 'aria-invalid': 'true' }),
    };
    const shown = [EditorView.contentAttributes.of(attributes), placeholderOf(placeholder)];
    const place = from === undefined || to === undefined ? undefined : { from, to };
    view.current?.dispatch({ effects: [texts.current.reconfigure(shown), markError.of(place)] });
  }, [ariaLabel, descriptionId, placeholder, from, to]);

  useEffect(() => {
    const editor = view.current;
    // Who goes on typing is not to lose a letter to what was there before it.
    if (editor === undefined || echoes.isOwn(value) || editor.state.doc.toString() === value) return;
    const { doc, selection } = editor.state;
    // Who has the whole text selected (or an empty box focused) is about to write over it: over the new one just as well.
    const wasWhole = editor.hasFocus && selection.main.from === 0 && selection.main.to === doc.length;
    editor.dispatch({
      changes: { from: 0, to: doc.length, insert: value },
      selection: { anchor: wasWhole ? 0 : value.length, head: value.length },
    });
    echoes.forget();
  }, [value, echoes]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => view.current?.focus(),
      insert: (text) => insert(view.current, text),
      format: () => format(view.current, remark, latest.current.features),
      selectorAtCursor() {
        const state = view.current?.state;
        return state === undefined ? undefined : selectorAt(state.doc.toString(), state.selection.main.head);
      },
    }),
    [remark],
  );

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the focus of the text box inside */}
      <div ref={host} className={styles.editor} data-invalid={error !== undefined} onFocus={onFocus} onBlur={onBlur} />
      <span id={descriptionId} hidden>
        {errorText ?? (remarks === 0 ? '' : t('remarks', { count: remarks }))}
      </span>
    </>
  );
}

function insert(view: EditorView | undefined, text: string): void {
  if (view === undefined) return;
  view.dispatch(view.state.replaceSelection(text), { userEvent: 'input.paste', scrollIntoView: true });
  view.focus();
}

/** As one step that can be undone. What cannot be formatted says why. */
function format(view: EditorView | undefined, texts: RemarkTexts, { isDialect }: EditorFeatures): void {
  if (view === undefined) return;
  const text = view.state.doc.toString();
  if (text.trim() === '') return;
  try {
    const formatted = formatExpr(text);
    if (formatted === text) return;
    view.dispatch({ changes: { from: 0, to: text.length, insert: formatted }, userEvent: 'input.format' });
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    view.focus();
    const mistake = errorDiagnostic(error, text);
    const isCertain = !isDialect || isUnfinished(mistake);
    showRemark(view, isCertain ? mistake : { ...mistake, code: 'otherError', fix: undefined }, texts);
  }
}

const language = promQLLanguage(LanguageType.PromQL);

/** What helps while one writes, as far as it is switched on; made anew only where that changes. */
function useHelp({ catalog, features }: PromqlEditorProps, onRemarks: (count: number) => void): Extension {
  const { t, i18n } = useTranslation(['editor', 'functions']);
  const latest = useRef({ catalog, features, t });
  latest.current = { catalog, features, t };
  const { language: spoken } = i18n;
  return useMemo(() => {
    const { highlighting, completion: completes, lint, serverVersion, isDialect, selectorsOnly = false } = features;
    const now = () => latest.current;
    return [
      language,
      EditorState.phrases.of({ Completions: i18n.getFixedT(spoken, 'editor')('completions') }),
      highlighting ? editorColours : [],
      completes
        ? completion({
            catalog: () => now().catalog,
            serverVersion: () => serverVersion,
            texts: () => completionTexts(now().t),
            selectorsOnly,
          })
        : [],
      lint
        ? lintMarks({
            options: () => ({ serverVersion, isDialect }),
            types: async (metrics) => (await now().catalog?.types(metrics)) ?? new Map(),
            ...remarkTexts(() => now().t),
            onCount: onRemarks,
          })
        : [],
    ];
  }, [features, i18n, spoken, onRemarks]);
}

type Translate = ReturnType<typeof useTranslation<['editor', 'functions']>>['t'];

/** Tests hold the catalogue to every function and every remark, so these are places without typed keys. */
function anyText(t: Translate): (keys: string | readonly string[], facts: object) => string {
  return t as unknown as (keys: string | readonly string[], facts: object) => string;
}

/** In the language of the moment. */
function remarkTexts(t: () => Translate): RemarkTexts {
  return {
    say: ({ code, details }) => anyText(t())(`editor:lint.${code}`, details),
    sayFix: (shown) => t()('fix', { shown }),
  };
}

function completionTexts(t: Translate): CompletionTexts {
  const say = anyText(t);
  return {
    type: (type) => t(`type.${type}`),
    does: (name) => say([`functions:does.${name}`, `editor:does.${name}`], { defaultValue: '' }),
    trap: (name) => say([`functions:trap.${name}`], { defaultValue: '' }),
    template: (name) => t(`template.${name}`),
    kind: (kind) => t(`kind.${kind}`),
    failed: (reason) => t('failed', { reason }),
  };
}
