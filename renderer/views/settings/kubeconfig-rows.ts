/** The files of the settings beside what the backend found in them: what was just added is there at once. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { KubeconfigFile } from '../../../shared/model/context.ts';

export interface KubeconfigRow {
  readonly path: string;
  readonly kind: KubeconfigFile['kind'];
  /** `folder`: it is read since its folder was added. */
  readonly from: KubeconfigFile['from'] | 'folder';
  /** Undefined until it was read. */
  readonly contexts: number | undefined;
  /** Of a folder: how many files were read. */
  readonly files: number;
  readonly problem: AppErrorData | undefined;
  /** It is in the settings, and can be taken out of them. */
  readonly removable: boolean;
}

/** In the order of the backend, then what it has not read yet. */
export function kubeconfigRows(files: readonly KubeconfigFile[], added: readonly string[]): readonly KubeconfigRow[] {
  const rows: KubeconfigRow[] = [];
  let folder: number | undefined;
  for (const { path, kind, from, contexts, problem } of files) {
    const removable = added.includes(path);
    const inFolder = kind === 'file' && from === 'added' && !removable && folder !== undefined;
    if (!inFolder) folder = kind === 'folder' ? rows.length : undefined;
    rows.push({ path, kind, from: inFolder ? 'folder' : from, contexts, files: 0, problem, removable });
    const over = inFolder && folder !== undefined ? rows[folder] : undefined;
    if (over !== undefined && folder !== undefined) rows[folder] = { ...over, files: over.files + 1 };
  }
  const known = new Set(rows.map(({ path }) => path));
  const unread = added.filter((path) => !known.has(path)).map(unreadRow);
  return [...rows, ...unread];
}

function unreadRow(path: string): KubeconfigRow {
  return { path, kind: 'file', from: 'added', contexts: undefined, files: 0, problem: undefined, removable: true };
}
