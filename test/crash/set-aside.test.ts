/** `kill -9` while a damaged history is set aside: all of it is found under its new name afterwards, whichever step was the last. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SetAside } from '../../electron/backend/history/store/source-files.ts';
import { killedCopy } from '../support/history/killed-copy.ts';
import { numbered } from '../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../support/history/source-fixture.ts';
import { type StoredSamples, storedSamples } from '../support/history/stored-samples.ts';

const program = fileURLToPath(new URL('../support/history/crash/set-aside-child.ts', import.meta.url));

let recorded: SourceFixture;
let samples: StoredSamples;

beforeEach(() => {
  recorded = createSourceFixture();
  const writer = recorded.open();
  const series = writer.register(numbered('m', 10));
  for (let n = 0; n < 30; n += 1)
    writer.appendScrape({ target: 't', timeMs: n * 60_000, series, values: new Float64Array(10).fill(n) });
  samples = storedSamples(recorded.files);
});

afterEach(() => recorded.dispose());

/** @returns whether it came so far */
function killedAtStep(fixture: SourceFixture, step: number): boolean {
  const { signal, stdout } = spawnSync(process.execPath, [program, fixture.dataDir, String(step)], {
    encoding: 'utf8',
  });
  expect([signal, stdout]).toContain(signal === 'SIGKILL' ? 'SIGKILL' : 'end\n');
  return signal === 'SIGKILL';
}

test('whatever a kill leaves of setting a history aside, its next writer finishes, and nothing of it is lost', () => {
  let steps = 0;
  for (let goesOn = true; goesOn; ) {
    steps += 1;
    // With its logs, as a writer leaves them that was killed.
    const fixture = killedCopy(recorded.files);
    try {
      goesOn = killedAtStep(fixture, steps);
      const writer = fixture.open({ newPair: 'the next' });
      const aside: readonly SetAside[] = writer.setAside;
      const { folder, history, head } = fixture.files;
      const names = readdirSync(folder);
      const kept = (name: string) =>
        aside.find(({ path }) => path === name)?.keptAs ??
        names
          .map((one) => `${folder}/${one}`)
          .find((one) => one.startsWith(`${name}.damaged-`) && !/-(wal|shm)$/.test(one));
      const [keptHistory, keptHead] = [kept(history), kept(head)];
      // Before the note is written, nothing has happened yet.
      const files =
        keptHistory === undefined ? fixture.files : { ...fixture.files, history: keptHistory, head: keptHead ?? '' };
      expect(storedSamples(files), `step ${steps}`).toEqual(samples);
      expect(names.filter((name) => name.endsWith('.aside'))).toEqual([]);
      writer.register(numbered('other', 1));
      expect(existsSync(history)).toBe(true);
    } finally {
      fixture.dispose();
    }
  }
  expect(steps).toBeGreaterThan(8);
});
