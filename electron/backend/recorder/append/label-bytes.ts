/** Label sets as Prometheus's messages have them: one field after the other, each a name and a value. Their bytes are what a series is known by. */
import { isUtf8 } from 'node:buffer';
import { Refusal } from '../../../../shared/exposition/exposition-error.ts';
import { WireReader } from '../../../../shared/exposition/wire.ts';
import { type Labels, labelPairs, labelsFromPairs } from '../../../../shared/model/labels.ts';

/** @returns a text of the bytes, one character each: equal where they are */
export function keyOfBytes(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}

/**
 * Sorted by name, as the history has them: servers sort by bytes, which is another order for some names.
 * @param key of the fields of a series that are its labels @param at where they are told @throws Refusal
 */
export function labelsOfKey(key: string, at: number): Labels {
  const bytes = Buffer.from(key, 'latin1');
  const reader = new WireReader(bytes, 0, bytes.length, 'Labels');
  const labels: string[] = [];
  let isSorted = true;
  let before = '';
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    const label = reader.message('Labels', 'Label');
    let [name, value] = ['', ''];
    for (let part = label.field(); part !== 0; part = label.field()) {
      if (part === 1) name = textOf(label, at);
      else if (part === 2) value = textOf(label, at);
      else label.skip();
    }
    if (labels.length > 0 && name <= before) isSorted = false;
    before = name;
    labels.push(name, value);
  }
  return checkedLabels(isSorted ? labels : sorted(labels, at), at);
}

function textOf(reader: WireReader, at: number): string {
  const [from, to] = reader.range('Label');
  const bytes = reader.bytes.subarray(from, to);
  if (!isUtf8(bytes)) throw new Refusal(at, 'a label that is no UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function sorted(labels: readonly string[], at: number): Labels {
  const one = labelsFromPairs(labelPairs(labels));
  if (one.length !== labels.length) throw new Refusal(at, 'a series has a label twice');
  return one;
}

function checkedLabels(labels: Labels, at: number): Labels {
  if (labels.length === 0) throw new Refusal(at, 'a series without labels');
  return labels;
}

/** Without those that the server puts onto every series it gives out, and has not itself. */
export function withoutLabels(labels: Labels, added: Labels): Labels {
  if (added.length === 0) return labels;
  const kept: string[] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [name, value] = [labels[i] as string, labels[i + 1] as string];
    const isAdded = labelPairs(added).some(([its, said]) => its === name && said === value);
    if (!isAdded) kept.push(name, value);
  }
  return kept;
}
