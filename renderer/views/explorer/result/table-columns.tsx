/** The columns of a result's table: its labels, figures of its values, and the values themselves, which stay in sight. */
import type { TFunction } from 'i18next';
import { formatExact } from '../../../../shared/format/number.ts';
import { isoTime } from '../../../../shared/format/spreadsheet-text.ts';
import { formatDateTime } from '../../../../shared/format/time.ts';
import { labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import { MiddleText } from '../../../charts/middle-text.tsx';
import { columnsOfRow, histogramOfRow, labelsOfRow, samplesOfRow, type TableModel } from '../table-model.ts';
import { numberWidth, textWidth } from './column-layout.ts';
import type { GridColumn } from './grid-column.ts';
import { barsSize, SmallHistogram } from './histogram-bars.tsx';
import { labelKey } from './row-order.ts';
import { Sparkline, sparklineSize } from './sparkline.tsx';
import styles from './table-columns.module.css';
import { longestText, type NumberLook, type ValueTexts } from './value-texts.ts';

export interface ColumnInput {
  readonly model: TableModel;
  readonly texts: ValueTexts;
  readonly look: NumberLook;
  /** Of the labels, by their names. */
  readonly chosen: ReadonlySet<string>;
  readonly t: TFunction<'result'>;
}

/** With more columns than this, names need the room of the bar. */
const mostLabelsBesideBar = 5;
const leastBarPx = 80;
const cellPaddingPx = 16;
/** `2026-11-22 11:32:08.125` in a cell. */
const timeCharacters = 23;
const dayCharacters = 11;

/** Before the first column's texts is the mark that opens a row. */
const markPx = 16;

export function tableColumns(input: ColumnInput): readonly GridColumn[] {
  return allColumns(input).map((column, i) => (i === 0 ? { ...column, minPx: column.minPx + markPx } : column));
}

function allColumns(input: ColumnInput): readonly GridColumn[] {
  const { model } = input;
  const labels = labelColumns(input);
  const parts = model.parts.length > 1 ? [partColumn(input)] : [];
  // A scalar has no labels at all: its row begins with what it is.
  const named = labels.length + parts.length > 0 ? [...parts, ...labels] : [nameColumn(input)];
  const histograms = model.hasHistograms ? [bucketsColumn(input), sumColumn(input)] : [];
  const figures = [courseColumn(input), countColumn(input), firstColumn(input)];
  return model.kind === 'series'
    ? [...named, ...figures, ...histograms, timeColumn(input), valueColumn(input)]
    : [
        ...named,
        ...histograms,
        ...barColumn(input, labels.length),
        ...(model.timesDiffer ? [timeColumn(input)] : []),
        valueColumn(input),
      ];
}

function labelColumns({ model, chosen, t }: ColumnInput): readonly GridColumn[] {
  return model.columns
    .filter(({ name }) => chosen.has(name))
    .map(({ name, longest }) => {
      const head = name === metricNameLabel ? t('table.metric') : name;
      const text = (row: number) => labelValue(labelsOfRow(model, row), name) ?? '';
      return {
        ...{ key: labelKey(name), head, minPx: textWidth(longest, head.length), grows: 1, sortable: true },
        cell: (row) => <MiddleText>{text(row)}</MiddleText>,
        text,
      };
    });
}

function partColumn({ model, t }: ColumnInput): GridColumn {
  const text = (row: number) => model.parts[model.partOf[row] ?? 0]?.letter ?? '';
  return { key: 'part', head: t('table.expression'), minPx: 96, grows: 0, sortable: true, cell: text, text };
}

function nameColumn({ model, t }: ColumnInput): GridColumn {
  const isScalar = model.parts[0]?.answer.resultType === 'scalar';
  const text = () => (isScalar ? t('table.scalar') : '{}');
  return { key: 'series', head: t('table.series'), isHeadSpoken: true, minPx: 96, grows: 1, cell: text, text };
}

/** Of the values by their size, where they can be compared as lengths. */
function barColumn({ model, look, t }: ColumnInput, labelCount: number): readonly GridColumn[] {
  const { barMax, values, parts } = model;
  // Of several expressions without a unit nobody knows whether they measure the same.
  if (barMax === undefined || labelCount > mostLabelsBesideBar || (parts.length > 1 && look.unit === 'none')) return [];
  // What is no number, or endless, has no length.
  const share = (row: number) => (Number.isFinite(values[row]) ? `${(100 * (values[row] ?? 0)) / barMax}%` : '0');
  const cell = (row: number) => (
    <svg className={styles.bar} width="100%" height="6" aria-hidden="true">
      <rect className={styles.ink} width={share(row)} height="6" />
    </svg>
  );
  return [{ key: 'bar', head: t('table.size'), isHeadSpoken: true, minPx: leastBarPx, grows: 1, cell }];
}

function bucketsColumn({ model, t }: ColumnInput): GridColumn {
  const cell = (row: number) => {
    const sample = histogramOfRow(model, row);
    return sample === undefined || sample.buckets.length === 0 ? null : <SmallHistogram buckets={sample.buckets} />;
  };
  return { key: 'buckets', head: t('table.buckets'), minPx: barsSize.widthPx + cellPaddingPx, grows: 0, cell };
}

function courseColumn({ model, t }: ColumnInput): GridColumn {
  const cell = (row: number) => {
    const columns = columnsOfRow(model, row);
    return columns === undefined ? null : <Sparkline columns={columns} refs={samplesOfRow(model, row)} />;
  };
  return { key: 'course', head: t('table.course'), minPx: sparklineSize.widthPx + cellPaddingPx, grows: 0, cell };
}

function sumColumn({ model, texts, t }: ColumnInput): GridColumn {
  const sum = (row: number) => histogramOfRow(model, row)?.sum;
  const head = t('table.sum');
  const sums = Float64Array.from(model.refOf, (_, row) => sum(row) ?? 0);
  return {
    ...{ key: 'sum', head, minPx: numberWidth(longestText(sums, texts.alone), head.length), grows: 0 },
    ...{ numeric: true, sortable: true },
    cell: (row) => exactly(sum(row), texts.alone),
    text: (row) => exact(sum(row)),
  };
}

function countColumn({ model, texts, t }: ColumnInput): GridColumn {
  const head = t('table.samples');
  const longest = longestText(Float64Array.from(model.counts), texts.counted);
  return {
    ...{ key: 'count', head, minPx: numberWidth(longest, head.length), grows: 0, numeric: true, sortable: true },
    cell: (row) => texts.counted(model.counts[row] ?? 0),
    text: (row) => String(model.counts[row] ?? 0),
  };
}

function firstColumn({ model, texts, t }: ColumnInput): GridColumn {
  const head = t('table.first');
  const textOf = (row: number) => ((samplesOfRow(model, row)[0] ?? 0) < 0 ? texts.counted : texts.measured);
  const longest = longestText(model.firsts, model.hasHistograms ? texts.counted : texts.measured);
  return {
    ...{ key: 'first', head, minPx: numberWidth(longest, head.length), grows: 0 },
    ...{ numeric: true, sortable: true },
    cell: (row) => exactly(model.firsts[row], textOf(row)),
    text: (row) => exact(model.firsts[row]),
  };
}

function timeColumn({ model, look, t }: ColumnInput): GridColumn {
  const head = t(model.kind === 'series' ? 'table.lastAt' : 'table.time');
  const isWhole = model.timesMs.every((timeMs) => !(timeMs % 1000 > 0));
  const dayLength = isOneDay(model, look) ? dayCharacters : 0;
  const characters = timeCharacters - (isWhole ? 4 : 0) - dayLength;
  return {
    ...{ key: 'time', head, minPx: numberWidth(characters, head.length), grows: 0, numeric: true, sortable: true },
    cell: (row) => formatDateTime(model.timesMs[row] ?? Number.NaN, look.zone).slice(dayLength),
    text: (row) => isoTime(model.timesMs[row] ?? Number.NaN),
  };
}

/** All of the day of the evaluation, which needs not be said with each. Also a row without a time needs it: its dash is all it has. */
function isOneDay({ timesMs, parts }: TableModel, { zone }: NumberLook): boolean {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const timeMs of timesMs) {
    if (Number.isNaN(timeMs)) return false;
    if (timeMs < first) first = timeMs;
    if (timeMs > last) last = timeMs;
  }
  const dayOf = (timeMs: number) => formatDateTime(timeMs, zone).slice(0, dayCharacters);
  return dayOf(first) === dayOf(parts[0]?.evaluatedMs ?? last) && dayOf(last) === dayOf(first);
}

function valueColumn({ model, texts, t }: ColumnInput): GridColumn {
  const allHistograms = model.hasHistograms && model.refOf.every((ref) => ref < 0);
  const head = t(model.kind === 'series' ? 'table.last' : allHistograms ? 'table.count' : 'table.value');
  const counted = (count: number) =>
    allHistograms ? texts.counted(count) : t('table.observed', { count, observed: texts.counted(count) });
  const textOf = (row: number) => (isHistogram(row) ? counted : texts.measured);
  const isHistogram = (row: number) => histogramOfRow(model, row) !== undefined;
  const widest = Math.max(
    longestText(model.values, texts.measured),
    model.hasHistograms ? longestText(model.values, counted) : 0,
  );
  return {
    ...{ key: 'value', head, minPx: numberWidth(widest, head.length) + 4, grows: 0 },
    ...{ numeric: true, sortable: true, held: true },
    cell: (row) => exactly(model.values[row], textOf(row)),
    text: (row) => exact(model.values[row]),
  };
}

/** As people read it, and exactly where one points at it; a row that is open says the same without a pointer. */
function exactly(value: number | undefined, textOf: (value: number) => string) {
  if (value === undefined) return null;
  const shown = textOf(value);
  const whole = formatExact(value);
  return shown === whole ? shown : <span title={whole}>{shown}</span>;
}

function exact(value: number | undefined): string {
  return value === undefined ? '' : formatExact(value);
}
