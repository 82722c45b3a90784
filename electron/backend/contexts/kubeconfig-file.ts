/**
 * Reads one kubeconfig file. Whatever is wrong with it becomes its problem, with a line and a column where there is one, and what can
 * be read is read all the same. Never throws, and never puts a file's content into a message: it holds secrets.
 */
import path from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { readSmallFile } from '../base/read-file.ts';
import {
  type ClusterEntry,
  type ContextEntry,
  clusterKind,
  contextKind,
  type EntryKind,
  type UserEntry,
  userKind,
} from './kubeconfig-entries.ts';
import { parsePlainYaml } from './plain-yaml.ts';

/** The entries by name, in the file's order. Maps, since `__proto__` is a fine name. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  /** The first thing that is wrong. */
  readonly problem: AppError | undefined;
}

/** A thousand contexts with certificates fit. More would hold the main thread for seconds: the parser reads about 1 MB/s of small entries. */
export const maxKubeconfigBytes = 8 * 1024 * 1024;

/**
 * @param file as the user wrote it, for messages.
 * @param absolute where it is; by default relative to the working directory, as in kubectl.
 * @param parse what makes a Kubeconfig of its bytes.
 */
export async function readKubeconfig(
  file: string,
  absolute: string = path.resolve(file),
  parse: typeof parseKubeconfig = parseKubeconfig,
): Promise<Kubeconfig> {
  let bytes: Uint8Array;
  try {
    bytes = await readSmallFile(absolute, maxKubeconfigBytes);
  } catch (error) {
    return nothing(unreadable(file, error));
  }
  return parse(file, bytes, absolute);
}

/**
 * @param bytes the file's whole content.
 * @param absolute where it is: its own paths are relative to its folder.
 */
export function parseKubeconfig(file: string, bytes: Uint8Array, absolute: string = path.resolve(file)): Kubeconfig {
  const text = decode(bytes);
  if (text === undefined) {
    return nothing(
      new AppError('kubeconfig.notText', `${file} is not a text file in UTF-8`, { details: { path: file } }),
    );
  }
  if (text.trim() === '') return nothing(empty(file));
  // Where something is wrong with it, the parser that knows lines says where.
  const plain = readContent(file, absolute, parsePlainYaml(text), () => ({ line: 1, col: 1 }));
  return plain.problem === undefined ? plain : parseWhole(file, text, absolute);
}

function parseWhole(file: string, text: string, absolute: string): Kubeconfig {
  const lines = new LineCounter();
  // Merge keys (`<<`) and a repeated key that wins, as in kubectl, which also reads the first document only. Version 1.2, so that a
  // name like 2024-01-01 stays a text, as it does there; the booleans of 1.1 are taken where a flag is expected.
  // Its warnings would go to standard error, and quote the file.
  const options = { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const syntax = document.errors.find((error) => error.code !== 'MULTIPLE_DOCS');
  if (syntax !== undefined) return nothing(malformed(file, lines.linePos(syntax.pos[0]), ownWords(syntax.message)));
  return readEntries(file, absolute, document, lines);
}

/** @returns undefined where the bytes are not UTF-8 text. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readEntries(file: string, absolute: string, document: Document.Parsed, lines: LineCounter): Kubeconfig {
  const at = (keys: readonly (string | number)[]) => lines.linePos(offsetOf(document, keys));
  let content: unknown;
  try {
    // Expands aliases, a hundred at most: a "billion laughs" file ends here.
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return nothing(malformed(file, { line: 1, col: 1 }, ownWords(errorText(error))));
  }
  return readContent(file, absolute, content, at);
}

/** @param at where the value of these keys stands. */
function readContent(
  file: string,
  absolute: string,
  content: unknown,
  at: (keys: readonly (string | number)[]) => { readonly line: number; readonly col: number },
): Kubeconfig {
  if (content === null || content === undefined) return nothing(empty(file));
  if (typeof content !== 'object' || Array.isArray(content)) {
    return nothing(malformed(file, at([]), 'it is not a mapping of clusters, users and contexts'));
  }
  const problems: AppError[] = [];
  const complain = (keys: readonly (string | number)[], reason: string) =>
    problems.push(malformed(file, at(keys), reason));
  const top = new Map<string, unknown>(Object.entries(content));
  return {
    clusters: readList(clusterKind, top, absolute, complain),
    users: readList(userKind, top, absolute, complain),
    contexts: readList(contextKind, top, absolute, complain),
    problem: problems[0],
  };
}

/** Skips what is wrong, saying so. Of two entries of one name (which kubectl refuses) the first is kept. */
function readList<Entry extends { readonly name: string }>(
  kind: EntryKind<Entry>,
  top: ReadonlyMap<string, unknown>,
  file: string,
  complain: (keys: readonly (string | number)[], reason: string) => void,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const list = top.get(kind.list) ?? [];
  if (!Array.isArray(list)) {
    complain([kind.list], `"${kind.list}" is not a list`);
    return entries;
  }
  list.forEach((item: unknown, index) => {
    const read = kind.schema.safeParse(item);
    if (!read.success) {
      const issue = read.error.issues[0];
      const keys = (issue?.path ?? []).filter((key) => typeof key !== 'symbol');
      complain([kind.list, index, ...keys], [...keys, issue?.message ?? 'it has a wrong shape'].join(': '));
      return;
    }
    const entry = read.data(file);
    if (entries.has(entry.name)) complain([kind.list, index], `"${entry.name}" is in "${kind.list}" twice`);
    else entries.set(entry.name, entry);
  });
  return entries;
}

/** Where the node at `keys` begins; where it is missing, the nearest one above it. */
function offsetOf(document: Document.Parsed, keys: readonly (string | number)[]): number {
  for (let length = keys.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const nothing = (problem: AppError): Kubeconfig => ({
  clusters: new Map(),
  users: new Map(),
  contexts: new Map(),
  problem,
});

const empty = (file: string) => new AppError('kubeconfig.empty', `${file} is empty`, { details: { path: file } });

function malformed(file: string, { line, col }: { line: number; col: number }, reason: string): AppError {
  return new AppError('kubeconfig.malformed', `${file}, line ${line}, column ${col}: ${reason}`, {
    details: { path: file, line, column: col, reason },
  });
}

function unreadable(file: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('kubeconfig.notFound', `${file} does not exist`, { details: { path: file } });
  }
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : errorText(cause);
  return new AppError('kubeconfig.unreadable', `${file} cannot be read: ${reason}`, {
    details: { path: file, reason },
    cause,
  });
}

/** What the parser says of itself: its messages go on to quote the file, in further lines, behind a colon or after an escape's name. */
function ownWords(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line.replace(/(?<=[\w)]): .*|(?<=escape sequence) .*/, '');
}
