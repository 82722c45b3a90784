/** `npm run history` in a process of its own, and sources for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import { openHistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { variedMetadata } from '../../support/history/recordings.ts';
import { root } from '../start-process.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function start(
  dataDir: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const entry = join(root, 'electron/web/history/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, ...args, '--data-dir', dataDir],
    {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })) };
}

export const history = (dataDir: string, ...args: readonly string[]) => start(dataDir, args).ended;

export const origin = { kind: 'prometheus', cluster: 'uid:1', server: 'prometheus', name: 'prod', version: '2.42.0' };

export function createSource(dataDir: string, columns: readonly SeriesColumn[], source = 'prometheus-1'): void {
  const writer = openHistoryWriter({
    files: sourceFiles(dataDir, source),
    source: JSON.stringify(origin),
    ...{ nowMs: 0, newPair: `pair of ${source}`, elapsedMs: () => performance.now() },
  });
  writer.appendColumns(columns);
  writer.setMetadata(variedMetadata);
  writer.close();
}
