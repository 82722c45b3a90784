/** The text box of an expression: PromQL highlighted, brackets matched, the place of an error underlined. */
import { Compartment } from '@codemirror/state';
import { EditorView, placeholder as placeholderOf } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { editorSetup } from './editor-setup.ts';
import { type EditorPlace, markError } from './error-mark.ts';
import styles from './promql-editor.module.css';

export interface EditorHandle {
  focus(): void;
}

export interface PromqlEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onExecute: () => void;
  readonly onFocus?: (() => void) | undefined;
  readonly onBlur?: (() => void) | undefined;
  /** The place that the server refused; the box is marked as invalid with it. */
  readonly error?: EditorPlace | undefined;
  readonly ariaLabel: string;
  readonly placeholder?: string | undefined;
  readonly ref?: Ref<EditorHandle>;
}

/** As the host writes it into the page: `<meta property="csp-nonce">`. */
function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

export function PromqlEditor(props: PromqlEditorProps) {
  const { value, error, ariaLabel, placeholder = '', onFocus, onBlur, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const texts = useRef(new Compartment());
  const { from, to } = error ?? {};

  useEffect(() => {
    if (host.current === null) return undefined;
    const commands = {
      onChange: (text: string) => latest.current.onChange(text),
      onExecute: () => latest.current.onExecute(),
    };
    const opened = new EditorView({
      parent: host.current,
      doc: latest.current.value,
      extensions: [editorSetup(commands, {}, pageNonce()), texts.current.of([])],
    });
    view.current = opened;
    return () => {
      view.current = undefined;
      opened.destroy();
    };
  }, []);

  useEffect(() => {
    const attributes = {
      'aria-label': ariaLabel,
      ...(from === undefined ? {} : { 'aria-invalid': 'true' }),
    };
    const extension = [EditorView.contentAttributes.of(attributes), placeholderOf(placeholder)];
    const place = from === undefined || to === undefined ? undefined : { from, to };
    view.current?.dispatch({ effects: [texts.current.reconfigure(extension), markError.of(place)] });
  }, [ariaLabel, placeholder, from, to]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    const { doc, selection } = editor.state;
    // Who has the whole text selected (or an empty box focused) is about to write over it: over the new one just as well.
    const wasWhole = editor.hasFocus && selection.main.from === 0 && selection.main.to === doc.length;
    editor.dispatch({
      changes: { from: 0, to: doc.length, insert: value },
      selection: { anchor: wasWhole ? 0 : value.length, head: value.length },
    });
  }, [value]);

  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the focus of the text box inside
    <div ref={host} className={styles.editor} data-invalid={error !== undefined} onFocus={onFocus} onBlur={onBlur} />
  );
}
