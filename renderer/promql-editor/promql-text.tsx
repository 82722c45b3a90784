/** An expression in the design's syntax colours, to be read: no editor. */
import { highlightCode, tagHighlighter } from '@lezer/highlight';
import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { memo, type ReactNode } from 'react';
import { plainLines } from '../../shared/format/plain-text.ts';
import styles from './promql-text.module.css';
import { syntax } from './syntax.ts';

const highlighter = tagHighlighter(syntax.map(({ tag, name }) => ({ tag, class: name })));
const { parser } = promQLLanguage(LanguageType.PromQL);

/** Longer ones are not taken apart: nobody reads them by their colours, and it is to be done within some milliseconds. */
const mostCharacters = 10_000;

export const PromqlText = memo(function PromqlText({ children: expr }: { readonly children: string }) {
  return <code className={styles.text}>{expr.length > mostCharacters ? plainLines(expr) : coloured(expr)}</code>;
});

function coloured(expr: string): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  const put = (text: string, name: string) => {
    const [first = ''] = name.split(' ');
    parts.push(
      name === '' ? (
        plainLines(text)
      ) : (
        <span key={parts.length} className={styles[first]}>
          {plainLines(text)}
        </span>
      ),
    );
  };
  highlightCode(expr, parser.parse(expr), highlighter, put, () => parts.push('\n'));
  return parts;
}
