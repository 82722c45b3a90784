/** The rows of a table as a text to paste elsewhere: as they are shown, filtered and in order, with exact values. Pure. */

import { harmlessText, separatedField } from '../../../../shared/format/spreadsheet-text.ts';
import type { Work } from '../../../components/slices.ts';
import type { GridColumn } from './grid-column.ts';
import type { ColumnKey } from './row-order.ts';

/** `tsv`: for a spreadsheet. `markdown`: for a ticket or a chat. */
export type TextForm = 'tsv' | 'markdown';

type TextColumn = GridColumn & { readonly text: (row: number) => string };

const rowsPerStep = 128;

export function* tableText(columns: readonly GridColumn[], rows: Uint32Array, form: TextForm): Work<string> {
  const written = textColumns(columns);
  const line = form === 'tsv' ? tsvLine : markdownLine;
  const lines = [line(written.map(({ head }) => head))];
  if (form === 'markdown')
    lines.push(`|${written.map(({ numeric }) => (numeric === true ? ' ---: |' : ' --- |')).join('')}`);
  for (const [at, row] of rows.entries()) {
    lines.push(line(written.map(({ text }) => text(row))));
    if (at % rowsPerStep === 0) yield at / rows.length;
  }
  return `${lines.join('\n')}\n`;
}

export function rowText(columns: readonly GridColumn[], row: number): string {
  return tsvLine(textColumns(columns).map(({ text }) => text(row)));
}

/** Of a figure, the value that it is a figure of. */
export function cellText(columns: readonly GridColumn[], row: number, key: ColumnKey): string {
  const column = columns.find((one) => one.key === key) ?? columns.at(-1);
  return (column?.text ?? columns.at(-1)?.text)?.(row) ?? '';
}

function textColumns(columns: readonly GridColumn[]): readonly TextColumn[] {
  return columns.filter((column): column is TextColumn => column.text !== undefined);
}

function tsvLine(fields: readonly string[]): string {
  return fields.map((field) => separatedField(harmlessText(field), '\t')).join('\t');
}

/** What would end the cell or the line, or begin markup. */
function markdownLine(fields: readonly string[]): string {
  const safe = fields.map((field) => field.replaceAll(/[\\|`*_<>[\]]/g, '\\$&').replaceAll(/\s*[\r\n]+\s*/g, ' '));
  return `| ${safe.join(' | ')} |`;
}
