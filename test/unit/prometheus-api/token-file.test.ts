import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenFileError, tokenFrom } from '../../../electron/backend/prometheus-api/token-file.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-token-'));
  path = join(folder, 'token');
});
afterEach(() => rmSync(folder, { recursive: true }));

const refusal = (at = path) => {
  try {
    tokenFrom(at);
  } catch (error) {
    if (error instanceof TokenFileError) return error.message;
    throw error;
  }
  return undefined;
};

describe('a file of the token', () => {
  it('is made where it is missing, for its user alone, and says the same from then on', () => {
    const token = tokenFrom(path);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readFileSync(path, 'utf8')).toBe(`${token}\n`);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([tokenFrom(path), tokenFrom(path)]).toEqual([token, token]);
  });

  it('is taken as a person wrote it', () => {
    writeFileSync(path, 'sixteen:signs!+/\r\n', { mode: 0o400 });
    expect(tokenFrom(path)).toBe('sixteen:signs!+/');
  });

  it.skipIf(process.platform === 'win32')('that others can read is refused, and stays as it is', () => {
    const token = tokenFrom(path);
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      chmodSync(path, mode);
      expect(refusal()).toBe(`the token file ${path} can be read by others: chmod 600 "${path}".`);
    }
    chmodSync(path, 0o600);
    expect(tokenFrom(path)).toBe(token);
  });

  it.each(['', '\n', 'short\n', 'two lines of\ntext here\n', `${'x'.repeat(2000)}\n`, 'a blank between them\n'])(
    'that holds %j is refused, without a word of what it holds',
    (text) => {
      writeFileSync(path, text, { mode: 0o600 });
      const range = '16 to 1024';
      const what = `holds no token (one line of ${range} letters, digits and signs): delete it for a new one`;
      expect(refusal()).toBe(`the token file ${path} ${what}.`);
    },
  );

  it('that cannot be one is refused', () => {
    expect(refusal(folder)).toBe(`the token file ${folder} is no file: name another.`);
    expect(refusal(join(folder, 'no', 'token'))).toMatch(
      /cannot be made \(ENOENT.*: name one in a folder that is there/,
    );
    if (process.platform === 'win32') return;
    makeNamedPipe(path);
    chmodSync(path, 0o600);
    expect(refusal()).toBe(`the token file ${path} is no file: name another.`);
  });
});
