/**
 * Reads what a server says of the steps of relabelling, from 3.8 on: for each rule its fields, and the labels after it. Runs in the catalog
 * worker. https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { RelabelSteps } from '../../../../../shared/model/target.ts';
import { prometheus3 } from '../../../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../../../shared/relabel/read-configs.ts';
import { changesOf } from '../../../../../shared/relabel/relabel-steps.ts';
import { type Refusal, readEnvelope } from '../catalog/read-answers.ts';
import {
  byte,
  type Cursor,
  createCursor,
  peek,
  readArray,
  readNumber,
  readObject,
  readString,
  skipValue,
  startsNumber,
  takeNull,
} from '../parse/cursor.ts';
import { readLabels } from '../parse/label-reader.ts';
import { shownChanges, writtenRule } from './shown-steps.ts';
import type { KnownTarget, Masks } from './target-jobs.ts';

interface SaidStep {
  readonly rule: ReadonlyMap<string, unknown>;
  readonly output: Labels;
  readonly isKept: boolean;
}

/** Parameters and errors as of all that reads an answer. */
export function readStepsSaid(
  padded: Uint8Array,
  length: number,
  { discovered, shown }: KnownTarget,
  masks: Masks,
): RelabelSteps | Refusal {
  const cursor = createCursor(padded, length);
  const said: SaidStep[] = [];
  const refusal = readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key !== 'steps') skipValue(cursor);
      else if (!takeNull(cursor)) readArray(cursor, 'the steps', () => said.push(readStep(cursor)));
    });
  });
  if (refusal !== undefined) return refusal;
  let before = discovered;
  const steps: RelabelSteps['steps'][number][] = [];
  for (const { rule, output, isKept } of said) {
    const after = isKept ? output : before;
    const changes = shownChanges(changesOf(before, after), masks);
    steps.push({ rule: masks.urls(ruleText(rule)), dropped: !isKept, changes });
    if (!isKept) break;
    before = after;
  }
  return { discovered: shown, steps, from: 'server' };
}

function readStep(cursor: Cursor): SaidStep {
  let rule: ReadonlyMap<string, unknown> = new Map();
  let output: Labels = [];
  let isKept = true;
  readObject(cursor, 'a step', (key) => {
    if (key === 'rule') rule = readRule(cursor);
    else if (key === 'output') output = takeNull(cursor) ? [] : readLabels(cursor);
    else if (key === 'keep') isKept = readFlag(cursor);
    else skipValue(cursor);
  });
  return { rule, output, isKept };
}

function readFlag(cursor: Cursor): boolean {
  const isTrue = peek(cursor) === 116;
  skipValue(cursor);
  return isTrue;
}

/** `sourceLabels`, `source_labels` */
function readRule(cursor: Cursor): ReadonlyMap<string, unknown> {
  const rule = new Map<string, unknown>();
  readObject(cursor, 'a rule', (key) => {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const first = peek(cursor);
    if (first === byte.quote) rule.set(name, readString(cursor, 'a text'));
    else if (first === byte.openArray) rule.set(name, readTexts(cursor));
    else if (startsNumber(cursor)) rule.set(name, readNumber(cursor, 'a number'));
    else skipValue(cursor);
  });
  return rule;
}

function readTexts(cursor: Cursor): readonly string[] {
  const texts: string[] = [];
  readArray(cursor, 'the labels', () => texts.push(readString(cursor, 'a label')));
  return texts;
}

/** A rule that is none for us is shown as it is said. */
function ruleText(said: ReadonlyMap<string, unknown>): string {
  const action = String(said.get('action') ?? '');
  const fields = [...said].filter(([name]) => name !== 'regex' || !/^(?:keep|drop)equal$/i.test(action));
  const reading = readRelabelConfigs([Object.fromEntries(fields)], prometheus3);
  const config = reading.kind === 'rules' ? reading.configs[0] : undefined;
  if (config !== undefined) return writtenRule(config);
  return [...said].map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n');
}
