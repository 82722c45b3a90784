/** How a completion that is chosen gets into the text: in the right quotes and escapes, with the cursor where writing goes on. */
import { type Completion, pickedCompletion, startCompletion } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { Quotes } from '../../shared/promql/completion-at.ts';
import { quoteText } from '../../shared/promql/go-text.ts';
import { printLabel } from '../../shared/promql/print.ts';

type Apply = Exclude<Completion['apply'], string | undefined>;

/** @param cursor behind so much of the text */
function write(text: string, cursor: number, goesOn = false): Apply {
  return (view, completion, from, to) => {
    put(view, completion, { from, to, text, cursor: from + cursor });
    if (goesOn) startCompletion(view);
  };
}

interface Put {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly cursor: number;
}

function put(view: EditorView, completion: Completion, { from, to, text, cursor }: Put): void {
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: cursor },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
}

/** With its parentheses, and the cursor between them where there is something to write. @param isCalled they are there already */
export function applyCall(name: string, hasArguments: boolean, isCalled: boolean): Apply {
  if (isCalled) return write(name, name.length + 1);
  return write(`${name}()`, name.length + (hasArguments ? 1 : 2));
}

/** A label before its operator: the list of its values opens. */
export function applyLabel(name: string, needsOperator: boolean): Apply {
  const written = printLabel(name);
  return needsOperator ? write(`${written}=""`, written.length + 2, true) : write(written, written.length);
}

/** A text between quotes that are there, or with its own; the cursor behind them. */
export function applyText(value: string, quotes: Quotes | undefined): Apply {
  if (quotes === undefined) {
    const quoted = quoteText(value);
    return write(quoted, quoted.length);
  }
  const { sign, closed } = quotes;
  const inside = escaped(value, sign);
  return (view, completion, from, to) => {
    // Back quotes have no escapes: what holds one gets other quotes.
    if (inside === undefined) {
      const start = view.state.doc.sliceString(0, from).lastIndexOf(sign);
      const text = quoteText(value);
      put(view, completion, { from: start, to: closed ? to + 1 : to, text, cursor: start + text.length });
      return;
    }
    put(view, completion, {
      from,
      to,
      text: closed ? inside : inside + sign,
      cursor: from + inside.length + 1,
    });
  };
}

function escaped(value: string, sign: Quotes['sign']): string | undefined {
  const inside = quoteText(value).slice(1, -1);
  if (sign === '"') return inside;
  if (sign === "'") return inside.replaceAll('\\"', '"').replaceAll("'", "\\'");
  return inside.replaceAll('\\"', '"').replaceAll('\\\\', '\\') === value && !value.includes('`') ? value : undefined;
}
