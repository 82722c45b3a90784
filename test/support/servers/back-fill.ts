/** Puts a history into a Prometheus's data directory before it starts (`promtool tsdb create-blocks-from openmetrics`). */
import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bufferBytes = 4 * 1024 * 1024;
const usualDeadlineMs = 60_000;

interface BackFillOptions {
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number;
  /** How long a block may be. */
  readonly blocks?: '2h' | '24h';
}

/**
 * @param dataDir exists, and is what `startPrometheus({ dataDir })` gets; its `data` is made here
 * @param text OpenMetrics with `# EOF` at its end; every sample older than the server's first scrape
 */
export async function backFill(
  dataDir: string,
  text: Iterable<string>,
  { signal, deadlineMs = usualDeadlineMs, blocks = '24h' }: BackFillOptions = {},
): Promise<void> {
  const file = join(dataDir, 'history.om');
  const handle = await open(file, 'w');
  try {
    let buffered = '';
    for (const part of text) {
      buffered += part;
      if (buffered.length < bufferBytes) continue;
      await handle.write(buffered);
      buffered = '';
    }
    await handle.write(buffered);
  } finally {
    await handle.close();
  }
  // One block instead of one for every two hours: the file is read again for each.
  const args = [
    'tsdb',
    'create-blocks-from',
    `--max-block-duration=${blocks}`,
    'openmetrics',
    file,
    join(dataDir, 'data'),
  ];
  await run('promtool', args, { timeout: deadlineMs, ...(signal === undefined ? {} : { signal }) });
  await rm(file);
}
