/** The name and labels at the beginning of a series line: `metric{label="value"}`, UTF-8 names in quotes. */
import { type Labels, labelsFromPairs, metricNameLabel } from '../../shared/model/labels.ts';
import type { LineReader } from './line-reader.ts';

const metricName = /[a-zA-Z_:][\w:]*/y;
const labelName = /[a-zA-Z_]\w*/y;

/** Consumes them. Labels without a value are none. */
export function parseMetric(reader: LineReader): Labels {
  const pairs = new Map<string, string>();
  const put = (name: string, value: string) => {
    if (pairs.has(name)) reader.fail(`label ${name} is there twice`);
    pairs.set(name, value);
  };
  const name = reader.take(metricName)?.[0];
  if (name !== undefined) put(metricNameLabel, name);
  if (reader.take(/\{(?!\{)/y) !== undefined) parseLabels(reader, put);
  else if (name === undefined) reader.fail('metric name or labels expected');
  return labelsFromPairs([...pairs].filter(([, value]) => value !== ''));
}

function parseLabels(reader: LineReader, put: (name: string, value: string) => void): void {
  for (;;) {
    reader.skipSpace();
    if (reader.take(/\}/y) !== undefined) return;
    const quoted = reader.takeString();
    const name = quoted ?? reader.expect(labelName, 'label name')[0];
    reader.skipSpace();
    if (reader.take(/=/y) !== undefined) {
      reader.skipSpace();
      put(name, reader.takeString() ?? reader.fail('label value in quotes expected'));
    } else {
      if (quoted === undefined) reader.fail('"=" expected');
      put(metricNameLabel, name);
    }
    reader.skipSpace();
    if (reader.take(/,/y) === undefined) {
      reader.expect(/\}/y, '"}"');
      return;
    }
  }
}
