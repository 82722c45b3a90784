import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFile } from '../../../electron/desktop/log-file.ts';
import { temporaryDir } from './start-app.ts';

describe('the log file', () => {
  it('goes on where it ended, for this user alone', () => {
    const path = join(temporaryDir(), 'logs', 'binnacle.log');
    for (const line of ['one', 'two']) {
      const file = openLogFile(path, 1000);
      file.write(line);
      file.dispose();
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('moves aside when it is full, keeps one old file, and cuts no line', () => {
    const path = join(temporaryDir(), 'binnacle.log');
    const file = openLogFile(path, 10);
    for (const line of ['aaaa', 'bbbb', 'cccc', 'dddd', 'a line that is longer than the file']) file.write(line);
    file.dispose();
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual([
      'a line that is longer than the file\n',
      'cccc\ndddd\n',
    ]);
  });

  it('takes no line after it was closed, and does not fail', () => {
    const path = join(temporaryDir(), 'binnacle.log');
    const file = openLogFile(path, 10);
    file.dispose();
    file.dispose();
    file.write('late');
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
