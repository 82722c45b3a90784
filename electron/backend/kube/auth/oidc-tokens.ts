/**
 * The tokens of an auth provider in a kubeconfig: read from the file as it is now, and written back into it as kubectl does. Only the
 * bytes of the two values change: comments, order and format of the file stay.
 */
import { open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isScalar, isSeq, type Pair, parseDocument, Scalar, type YAMLMap } from 'yaml';
import { readSmallFile } from '../../base/read-file.ts';

export interface OidcTokens {
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
}

/** Where they are: the first entry of that name, as kubectl. */
export interface TokensPlace {
  readonly file: string;
  readonly user: string;
  /** Whose tokens they are. Where the entry names another one by now, its tokens are not for this one. */
  readonly issuer: string;
}

const issuerKey = 'idp-issuer-url';
const idKey = 'id-token';
const refreshKey = 'refresh-token';

/** As for any kubeconfig. */
const maxFileBytes = 8 * 1024 * 1024;

/** kubectl holds its lock for as long as it takes to write a file. */
const lockTries = 10;
const lockPauseMs = 100;

/** @returns undefined where the file, or the entry in it, is not there any more, or has another issuer. @throws what the system says */
export async function readTokens({ file, user, issuer }: TokensPlace): Promise<OidcTokens | undefined> {
  const config = findConfig((await readSmallFile(file, maxFileBytes)).toString('utf8'), user);
  return config !== undefined && (config.get(issuerKey) ?? '') === issuer ? tokensOf(config) : undefined;
}

/**
 * @param before what the file has to hold still: somebody else's newer tokens are not overwritten.
 * @throws Error in words; nothing was written then
 */
export async function writeTokens(
  place: Pick<TokensPlace, 'file' | 'user'>,
  before: OidcTokens,
  after: OidcTokens,
): Promise<void> {
  // Of a link the file behind it is written.
  const file = await realpath(place.file);
  await withLock(`${file}.lock`, async () => {
    const text = await readFile(file, 'utf8');
    const changed = replaceTokens(text, place.user, before, after);
    await writeWhole(file, changed);
  });
}

/** @throws Error in words. Exported for its tests. */
export function replaceTokens(text: string, user: string, before: OidcTokens, after: OidcTokens): string {
  const config = findConfig(text, user);
  if (config === undefined) throw new Error('the entry is not there any more');
  if (!sameTokens(tokensOf(config), before)) throw new Error('somebody else has changed the tokens in it');
  const edits = [edit(text, config, refreshKey, after.refreshToken), edit(text, config, idKey, after.idToken)];
  const changed = edits
    .filter((one) => one !== undefined)
    .sort((one, other) => other.start - one.start)
    .reduce((rest, { start, end, put }) => rest.slice(0, start) + put + rest.slice(end), text);
  const now = findConfig(changed, user);
  // What YAML can do is more than the above knows of.
  if (now === undefined || !sameTokens(tokensOf(now), after)) throw new Error('its form is not one that can be edited');
  return changed;
}

export function sameTokens(one: OidcTokens, other: OidcTokens): boolean {
  return one.idToken === other.idToken && one.refreshToken === other.refreshToken;
}

function findConfig(text: string, user: string): YAMLMap | undefined {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' });
  const users = document.get('users');
  if (!isSeq(users)) return undefined;
  const entry = users.items.find((item) => isMap(item) && item.get('name') === user);
  const config = isMap(entry) ? entry.getIn(['user', 'auth-provider', 'config'], true) : undefined;
  return isMap(config) ? config : undefined;
}

function tokensOf(config: YAMLMap): OidcTokens {
  const value = (key: string) => {
    const found = config.get(key);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return { idToken: value(idKey), refreshToken: value(refreshKey) };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

function edit(text: string, config: YAMLMap, key: string, value: string | undefined): Edit | undefined {
  if (value === undefined) return undefined;
  const pair = config.items.find((one) => isScalar(one.key) && one.key.value === key);
  return pair === undefined ? insertion(text, config, key, value) : replacement(pair, value);
}

function replacement(pair: Pair, value: string): Edit {
  const node = pair.value;
  const isInline =
    isScalar(node) &&
    (node.type === Scalar.PLAIN || node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE);
  if (!isInline || !node.range) throw new Error('its form is not one that can be edited');
  const [start, end] = node.range;
  // An empty plain value (`id-token:`) stands right after its colon.
  return { start, end, put: start === end ? ` ${quoted(value)}` : quoted(value) };
}

/** Before the first key, in the way the map is written. */
function insertion(text: string, config: YAMLMap, key: string, value: string): Edit {
  const first = config.items[0]?.key;
  if (!isScalar(first) || !first.range) throw new Error('its form is not one that can be edited');
  const [start] = first.range;
  if (config.flow) return { start, end: start, put: `${key}: ${quoted(value)}, ` };
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (indent.trim() !== '') throw new Error('its form is not one that can be edited');
  return { start, end: start, put: `${key}: ${quoted(value)}\n${indent}` };
}

/** A plain text where nothing could read it as anything else. */
function quoted(value: string): string {
  return /^[A-Za-z][\w-]*\.[\w.-]+$/.test(value) ? value : JSON.stringify(value);
}

/** kubectl's own lock: a file beside it that nobody else may make meanwhile. */
async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  for (let left = lockTries; ; left--) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (left === 1) throw new Error(`${lock} is there: somebody else writes the file, or did not end in order`);
      await new Promise((resolve) => setTimeout(resolve, lockPauseMs));
    }
  }
  try {
    await work();
  } finally {
    await unlink(lock);
  }
}

/** Whole or not at all: a new file takes the place of the old one, with its mode. */
async function writeWhole(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  // Hidden: the folder may be one whose files are watched.
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode & 0o777);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
