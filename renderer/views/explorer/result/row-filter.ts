/**
 * What is typed to filter rows: words that have to be in one of a row's labels, `!word` for those that may not, and comparisons of the
 * value (`> 5`, `<=200ms`, `>= 2GiB`, `> 80%`). All of them have to hold. Upper and lower case are the same.
 */
import { readNumber, suffixFactor } from '../../../../shared/format/typed-number.ts';
import type { UnitName } from '../../../../shared/format/unit.ts';
import type { Work } from '../../../components/slices.ts';
import { labelsOfRow, type TableModel } from '../table-model.ts';

export interface RowFilter {
  /** In lower case; a word is looked for in `name=value`. */
  readonly words: readonly string[];
  readonly without: readonly string[];
  readonly comparisons: readonly Comparison[];
}

interface Comparison {
  readonly operator: Operator;
  readonly value: number;
}

type Operator = '>' | '>=' | '<' | '<=' | '==' | '!=';

const holds: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b)),
  '!=': (a, b) => !(a === b || (Number.isNaN(a) && Number.isNaN(b))),
};

const tokenPattern =
  /(?<operator>>=|<=|==|!=|>|<|=)\s*(?<number>[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|Inf|NaN))\s?(?<suffix>%|°C|[A-Za-zµμ]*(?:\/s)?)(?=\s|$)|(?<not>!?)"(?<quoted>[^"]*)"?|(?<word>\S+)/giu;

export function parseFilter(text: string, unit: UnitName): RowFilter {
  const words: string[] = [];
  const without: string[] = [];
  const comparisons: Comparison[] = [];
  for (const { groups = {} } of text.matchAll(tokenPattern)) {
    const { operator, number = '', suffix = '', not, quoted, word = '' } = groups;
    const factor = suffixFactor(suffix, unit);
    if (operator !== undefined && factor !== undefined) {
      comparisons.push({ operator: operatorOf(operator), value: readNumber(number) * factor });
    } else if (quoted !== undefined) {
      (not === '!' ? without : words).push(quoted.toLowerCase());
    } else {
      addWord(operator === undefined ? word : `${operator}${number}${suffix}`, words, without);
    }
  }
  return { words: words.filter((one) => one !== ''), without: without.filter((one) => one !== ''), comparisons };
}

/** An operator alone is a comparison that is still being typed. */
function addWord(word: string, words: string[], without: string[]): void {
  if (/^(?:[<>=!]=?)$/.test(word)) return;
  const bare = word.toLowerCase().replaceAll('"', '');
  if (bare.startsWith('!')) without.push(bare.slice(1));
  else words.push(bare);
}

function operatorOf(text: string): Operator {
  return text === '=' ? '==' : (text as Operator);
}

/** What is searched in the labels of a series: made once for a model, because every key that is typed searches all of it. */
export type SearchTexts = readonly string[];

const rowsPerStep = 256;

/** One text for each row; rows of one series share it. */
export function* searchTexts(model: TableModel): Work<SearchTexts> {
  const texts: string[] = [];
  for (let row = 0; row < model.rowCount; row += 1) {
    const sameSeries =
      row > 0 && model.seriesOf[row] === model.seriesOf[row - 1] && model.partOf[row] === model.partOf[row - 1];
    texts.push(sameSeries ? (texts[row - 1] ?? '') : searchText(model, row));
    if (row % rowsPerStep === 0) yield row / model.rowCount;
  }
  return texts;
}

function searchText(model: TableModel, row: number): string {
  const labels = labelsOfRow(model, row);
  let text = '';
  for (let i = 0; i + 1 < labels.length; i += 2) text += `${labels[i]}=${labels[i + 1]}\n`;
  return text.toLowerCase();
}

/** Does nothing for rows that the filter lets through: with an empty filter all of them. */
export function* filterRows(model: TableModel, filter: RowFilter, texts: SearchTexts): Work<Uint32Array> {
  const rows = new Uint32Array(model.rowCount);
  let count = 0;
  for (let row = 0; row < model.rowCount; row += 1) {
    if (passes(filter, texts[row] ?? '', model.values[row] ?? Number.NaN)) {
      rows[count] = row;
      count += 1;
    }
    if (row % rowsPerStep === 0) yield row / model.rowCount;
  }
  return rows.slice(0, count);
}

function passes({ words, without, comparisons }: RowFilter, text: string, number: number): boolean {
  return (
    comparisons.every(({ operator, value }) => holds[operator](number, value)) &&
    words.every((word) => text.includes(word)) &&
    !without.some((word) => text.includes(word))
  );
}

export function isEmptyFilter({ words, without, comparisons }: RowFilter): boolean {
  return words.length === 0 && without.length === 0 && comparisons.length === 0;
}
