/** `npm run promqltest` as it is called: what it prints, and how it ends. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'promqltest-'));
mkdirSync(join(directory, 'inner'));
mkdirSync(join(directory, 'empty'));
const good = join(directory, 'inner', 'good.test');
const bad = join(directory, 'bad.test');
writeFileSync(good, 'eval instant at 0 1\n  1\n\neval instant at 0 2\n  2\n');
writeFileSync(bad, 'load 1m\n  a 1\n\neval instant at 0 a\n  a 1\n\neval instant at 0 a\n  a 2\n');

afterAll(() => rmSync(directory, { recursive: true }));

function promqltest(...paths: readonly string[]) {
  const main = join(import.meta.dirname, '../promqltest/main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...paths], { encoding: 'utf8' });
  return { status, lines: stdout.split('\n').slice(0, -1), stderr };
}

describe('the command', () => {
  it('ends with how many passed, and with 0 where all did', () => {
    const { status, lines } = promqltest(good);
    expect({ status, lines }).toEqual({
      status: 0,
      lines: [`ok     ${good}: 2 passed, 0 failed`, '2 passed, 0 failed'],
    });
  });

  it('tells what failed, and ends with 1, over the scripts of a directory', () => {
    const { status, lines } = promqltest(directory);
    expect({ status, lines }).toEqual({
      status: 1,
      lines: [
        `${bad}:7: a`,
        '  expected: a 2',
        '  got:      a 1',
        '',
        `FAILED ${bad}: 1 passed, 1 failed`,
        `ok     ${good}: 2 passed, 0 failed`,
        '3 passed, 1 failed',
      ],
    });
  });

  it('ends with 1 where there is nothing to run', () => {
    const none = join(directory, 'none');
    const empty = join(directory, 'empty');
    expect(promqltest()).toMatchObject({ status: 1, lines: [] });
    expect(promqltest(none, good)).toMatchObject({ status: 1, lines: [], stderr: `${none} does not exist.\n` });
    expect(promqltest(empty)).toMatchObject({ status: 1, lines: [], stderr: 'No scripts (*.test) there.\n' });
  });
});
