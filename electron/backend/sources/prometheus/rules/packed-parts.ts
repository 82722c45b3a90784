/**
 * Parts of a reading in memory that both threads share: ten thousand alerts that cross in one message hold up the thread that takes them, a part
 * that is unpacked when it is wanted does not.
 */
import { deserialize, serialize } from 'node:v8';
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { ActiveAlert, Rule, RuleGroup, RulesPart } from '../../../../../shared/model/rule.ts';

export interface PackedParts {
  readonly memory: SharedArrayBuffer;
  /** Where each part ends. */
  readonly ends: readonly number[];
}

const partSize = 500;

/** Of texts in a part: a frame of the contract has a MiB. */
const partCharacters = 200_000;

export interface PartItems {
  readonly groups: readonly RuleGroup[];
  readonly rules: readonly Rule[];
  readonly alerts: readonly ActiveAlert[];
}

/** @param check may throw, to stop */
export function packParts(items: PartItems, check: () => void): PackedParts {
  const chunks: Buffer[] = [];
  for (const part of partsOf(items)) {
    check();
    chunks.push(serialize(part));
  }
  const memory = new SharedArrayBuffer(chunks.reduce((sum, { length }) => sum + length, 0));
  const bytes = new Uint8Array(memory);
  let end = 0;
  const ends = chunks.map((chunk) => {
    bytes.set(chunk, end);
    end += chunk.length;
    return end;
  });
  return { memory, ends };
}

export function* unpackParts({ memory, ends }: PackedParts): Generator<RulesPart, void> {
  let start = 0;
  for (const end of ends) {
    // Of its own: what is deserialized may not be shared.
    yield deserialize(Buffer.from(new Uint8Array(memory, start, end - start))) as RulesPart;
    start = end;
  }
}

function* partsOf({ groups, rules, alerts }: PartItems): Generator<RulesPart, void> {
  for (const some of portions(groups, ({ name, file }) => name.length + file.length))
    yield { kind: 'groups', groups: some };
  for (const some of portions(rules, charactersOfRule)) yield { kind: 'rules', rules: some };
  for (const some of portions(alerts, charactersOfAlert)) yield { kind: 'alerts', alerts: some };
}

function* portions<Item>(
  items: readonly Item[],
  charactersOf: (item: Item) => number,
): Generator<readonly Item[], void> {
  let some: Item[] = [];
  let characters = 0;
  for (const item of items) {
    const more = charactersOf(item);
    if (some.length === partSize || (some.length > 0 && characters + more > partCharacters)) {
      yield some;
      some = [];
      characters = 0;
    }
    some.push(item);
    characters += more;
  }
  if (some.length > 0) yield some;
}

function charactersOfRule(rule: Rule): number {
  const { name, expr, error, labels } = rule;
  const annotations = rule.kind === 'alerting' ? charactersOfPairs(rule.annotations) : 0;
  return name.length + expr.length + error.length + charactersOfPairs(labels) + annotations;
}

function charactersOfAlert({ labels, annotations }: ActiveAlert): number {
  return charactersOfPairs(labels) + charactersOfPairs(annotations);
}

function charactersOfPairs(pairs: Labels): number {
  return pairs.reduce((sum, text) => sum + text.length, 0);
}
