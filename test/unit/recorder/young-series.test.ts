/** Where what a server has of a rule begins: with the server, or later. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goneDetail } from '../../../electron/backend/recorder/asked-again.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { baseMs, FakeServer, type Fixture, hourMs, openFixture, rule, told, until } from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
const intervalMs = 30_000;

let folder: string;
let fixture: Fixture;
let fake: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-recorder-'));
  fixture = openFixture(folder);
  fake = new FakeServer();
  fake.longestIntervalMs = intervalMs;
});

afterEach(async () => {
  await fixture.close();
  rmSync(folder, { recursive: true });
});

/** In minutes; the server's first samples of the rule are in the middle of two hours, and those of others so long before. */
async function filled(othersBeforeMs: number) {
  fake.nowMs = baseMs + 20 * hourMs;
  fake.oldestMs = baseMs + 17 * hourMs;
  fake.oldestUpMs = fake.oldestMs - othersBeforeMs;
  fixture.connect('harbor', { source: fake.source() });
  const young = rule('young');
  fixture.recorder.change(harbor, { isOn: true, rules: [young], backfillMs: 6 * hourMs });
  await until(() => fixture.recorder.report(harbor).backfill.kind === 'done');
  const { source } = fixture.recorder.report(harbor);
  return told(fixture.record(source).covered(young.id, { startMs: baseMs + 14 * hourMs, endMs: fake.nowMs }));
}

test.each([0, 7000, intervalMs])(
  'two hours in which the server itself begins are recorded from then on, though others were scraped %i ms before',
  async (othersBeforeMs) => {
    expect(await filled(othersBeforeMs)).toEqual([
      ['other', 840, 1020, expect.stringContaining(goneDetail)],
      ['recorded', 1020, 1200, ''],
    ]);
  },
);

test.each([intervalMs + 1, 2 * hourMs])(
  '… and as a whole where others were scraped %i ms before, which is more than an interval',
  async (othersBeforeMs) => {
    expect(await filled(othersBeforeMs)).toEqual([
      ['other', 840, 960, expect.stringContaining(goneDetail)],
      ['recorded', 960, 1200, ''],
    ]);
  },
);
