import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultRules } from '../../../electron/backend/recorder/default-rules.ts';
import { createPlans } from '../../../electron/backend/recorder/plans.ts';
import { ruleId } from '../../../electron/backend/recorder/rules.ts';
import type { RecordingRule } from '../../../shared/model/recorder.ts';

let folder: string;
const file = () => join(folder, 'recordings.json');
const open = () =>
  createPlans({ dataDir: folder, clock: { now: () => 0 }, log: { write: () => undefined }, writeAfterMs: 1 });
const harbor = { source: 'prometheus-0a', cluster: 'uid:1', server: 'prometheus a/b:1' };
const reef = { source: 'prometheus-0b', cluster: 'uid:2', server: 'prometheus a/b:1' };
const mine = { id: ruleId(['up']), name: 'mine', selectors: ['up'], isOn: true };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-plans-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('what nobody said is what Binnacle has, and is not written down', () => {
  const plans = open();
  expect(plans.of('prometheus-0a')).toEqual({
    ...{ isOn: undefined, rules: defaultRules, backfillMs: 86_400_000, isBackfillPaused: false },
    ...{ mostAgeMs: 30 * 86_400_000, mostBytes: 10 * 2 ** 30 },
  });
  plans.change(harbor, { isOn: true, backfillMs: undefined });
  plans.dispose();
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, sources: [{ ...harbor, isOn: true }] });
});

test('what was said of a source holds for it alone, and after the next start', () => {
  const plans = open();
  plans.change(harbor, { isOn: true, rules: [mine], mostBytes: 2 ** 21 });
  plans.change(reef, { isOn: false });
  plans.change(harbor, { isBackfillPaused: true });
  plans.dispose();
  const again = open();
  expect([again.of(harbor.source), again.of(reef.source)]).toMatchObject([
    { isOn: true, rules: [mine], mostBytes: 2 ** 21, isBackfillPaused: true },
    { isOn: false, rules: defaultRules, mostBytes: 10 * 2 ** 30 },
  ]);
  again.change(harbor, { rules: null });
  expect(again.of(harbor.source).rules).toEqual(defaultRules);
  again.dispose();
});

test('a change that cannot be made changes nothing', () => {
  const plans = open();
  plans.change(harbor, { isOn: true });
  const bad = { ...mine, selectors: ['rate(up[5m])'] };
  expect(() => plans.change(harbor, { isOn: false, rules: [bad] })).toThrow(
    expect.objectContaining({ code: 'recorder.badRule' }),
  );
  expect(plans.of(harbor.source).isOn).toBe(true);
  plans.dispose();
});

test('an entry, or a rule, that is not what it should be costs itself, and is set aside', () => {
  const entries = [
    { ...harbor, isOn: true, rules: [mine, { ...mine, selectors: ['up offset 5m'] }, 'x'] },
    { ...reef, isOn: 'yes' },
    { ...reef, source: '../../etc' },
    { ...reef, isOn: false },
  ];
  const text = JSON.stringify({ version: 1, sources: entries });
  writeFileSync(file(), text);
  const plans = open();
  expect([plans.of(harbor.source).rules, plans.of(reef.source).isOn]).toEqual([[mine], false]);
  plans.dispose();
  const [aside = ''] = readdirSync(folder).filter((name) => name.includes('partly-read'));
  expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
});

test('what would not be read again is refused in time, and changes nothing', () => {
  const plans = open();
  const many = Array.from({ length: 200 }, (_, i) => ({ ...mine, selectors: [`m${i}`] }));
  plans.change(harbor, { isOn: true, rules: many, mostAgeMs: 365 * 86_400_000 });
  const refuses = (rules: readonly RecordingRule[], reason: string) =>
    expect(() => plans.change(harbor, { isOn: false, rules })).toThrow(
      expect.objectContaining({
        code: 'recorder.badRule',
        details: expect.objectContaining({ reason: expect.stringContaining(reason) }),
      }),
    );
  refuses([...many, mine], 'at most 200 rules');
  refuses([{ ...mine, selectors: Array.from({ length: 101 }, (_, i) => `m${i}`) }], 'at most 100 selectors');
  refuses([{ ...mine, selectors: [] }], 'no selector');
  refuses([{ ...mine, selectors: [`{a="${'x'.repeat(100_000)}"}`] }], 'at most 100000 characters');
  refuses([{ ...mine, name: '' }], 'a name');
  plans.dispose();
  const again = open();
  expect(again.of(harbor.source)).toMatchObject({ isOn: true, mostAgeMs: 365 * 86_400_000 });
  expect(again.of(harbor.source).rules).toHaveLength(200);
  again.dispose();
});

test('of an entry with more rules than there may be, the surplus goes, and the entry stays', () => {
  const rules = Array.from({ length: 209 }, (_, i) => ({ ...mine, selectors: [`m${i}`] }));
  const kept = { isOn: true, mostAgeMs: 365 * 86_400_000, mostBytes: 2 ** 40 };
  writeFileSync(file(), JSON.stringify({ version: 1, sources: [{ ...harbor, ...kept, rules }] }));
  const plans = open();
  expect(plans.of(harbor.source)).toMatchObject(kept);
  expect(plans.of(harbor.source).rules.map(({ selectors }) => selectors[0])).toEqual(
    rules.slice(0, 200).map(({ selectors }) => selectors[0]),
  );
  plans.dispose();
});

test('nothing goes by the usual retention where it cannot be read what was said', () => {
  const longest = { mostAgeMs: 36_600 * 86_400_000, mostBytes: 2 ** 50 };
  const entries = [
    { ...harbor, isOn: true, mostAgeMs: 'long', rules: [mine] },
    { ...reef, isOn: true, mostAgeMs: 86_400_000, more: 1 },
  ];
  writeFileSync(file(), JSON.stringify({ version: 1, sources: entries }));
  const partly = open();
  expect(partly.of(harbor.source)).toMatchObject({ isOn: true, rules: [mine], mostAgeMs: longest.mostAgeMs });
  expect(partly.of(reef.source)).toMatchObject({ isOn: true, mostAgeMs: 86_400_000, mostBytes: 10 * 2 ** 30 });
  expect(partly.of('prometheus-0c').mostBytes).toBe(10 * 2 ** 30);
  partly.dispose();
  writeFileSync(file(), 'no JSON');
  const lost = open();
  expect(lost.of(harbor.source)).toMatchObject({ isOn: undefined, ...longest });
  lost.change(harbor, { isOn: true });
  lost.dispose();
  const again = open();
  expect(again.of(harbor.source)).toMatchObject({ isOn: true, ...longest });
  expect(again.of(reef.source).mostBytes).toBe(10 * 2 ** 30);
  again.dispose();
});

test('what another Binnacle says meanwhile is not lost', () => {
  const [one, other] = [open(), open()];
  one.change(harbor, { isOn: true });
  one.dispose();
  other.change(reef, { isOn: true });
  other.dispose();
  const last = open();
  expect([last.of(harbor.source).isOn, last.of(reef.source).isOn]).toEqual([true, true]);
  last.dispose();
});
