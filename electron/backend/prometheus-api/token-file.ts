/** A token that stays the same from start to start, in a file of its user's: made where it is missing, refused where others may read it. */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, writeFileSync } from 'node:fs';
import { errorText } from '../../../shared/base/errors.ts';

/** Its message is one line, for the terminal: it says what to do, and nothing of what the file holds. */
export class TokenFileError extends Error {}

/** Of which nobody who may ask as often as they like finds one: what a person writes there by hand, too. */
const fewestCharacters = 16;
const mostCharacters = 1024;

/** As an HTTP header takes it. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** @param path read once; its line break at the end is no part of the token @throws TokenFileError */
export function tokenFrom(path: string): string {
  return made(path) ?? read(path);
}

/** @returns undefined where there is a file already */
function made(path: string): string | undefined {
  const token = newToken();
  try {
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw refused(path, `cannot be made (${errorText(error)}): name one in a folder that is there and may be written`);
  }
}

function read(path: string): string {
  const { text, stats } = contentOf(path);
  if (process.platform !== 'win32') {
    // What root has, root may read anyway.
    if (stats.uid !== process.getuid?.() && stats.uid !== 0)
      throw refused(path, 'belongs to another user: name one of your own');
    if ((stats.mode & 0o077) !== 0) throw refused(path, `can be read by others: chmod 600 ${JSON.stringify(path)}`);
  }
  const token = text.replace(/\r?\n$/, '');
  if (!/^[!-~]+$/.test(token) || token.length < fewestCharacters || token.length > mostCharacters) {
    const range = `${fewestCharacters} to ${mostCharacters}`;
    throw refused(path, `holds no token (one line of ${range} letters, digits and signs): delete it for a new one`);
  }
  return token;
}

function contentOf(path: string): { readonly text: string; readonly stats: Stats } {
  let file: number | undefined;
  try {
    // A pipe that nobody writes to would be waited for.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(file);
    if (!stats.isFile()) throw refused(path, 'is no file: name another');
    return { stats, text: stats.size > 2 * mostCharacters ? '' : readFileSync(file, 'utf8') };
  } catch (error) {
    throw error instanceof TokenFileError ? error : refused(path, `cannot be read (${errorText(error)})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function refused(path: string, what: string): TokenFileError {
  return new TokenFileError(`the token file ${path} ${what}.`);
}
