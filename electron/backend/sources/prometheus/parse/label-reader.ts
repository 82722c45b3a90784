/** Label sets: flat and sorted by name, whatever their order in the answer. */
import { type Labels, labelPairs, labelsFromPairs } from '../../../../../shared/model/labels.ts';
import { type Cursor, readObject, readString } from './cursor.ts';

/** Takes a JSON object of strings. */
export function readLabels(cursor: Cursor): Labels {
  const labels: string[] = [];
  let sorted = true;
  let last: string | undefined;
  readObject(cursor, 'a label set', (name) => {
    if (last !== undefined && name <= last) sorted = false;
    last = name;
    labels.push(name, readString(cursor, 'a label value'));
  });
  return sorted ? labels : labelsFromPairs(labelPairs(labels));
}
