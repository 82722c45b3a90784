/** `node set-aside-child.ts DATA-DIR STEP`: sets the history aside, as one that is damaged, and kills itself before that step. */
import fs, { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { openHistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { sourceFiles } from '../../../../electron/backend/history/store/source-files.ts';

const [dataDir = '', step = '1'] = process.argv.slice(2);
let left = Number(step);

for (const name of ['renameSync', 'writeFileSync', 'rmSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  (fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
    left -= 1;
    if (left === 0) {
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
    return original(...args);
  };
}
syncBuiltinESMExports();

const files = sourceFiles(dataDir, 'test-source');
openHistoryWriter({
  files,
  source: '{}',
  nowMs: Date.UTC(2026, 10, 29),
  newPair: 'another',
  elapsedMs: () => performance.now(),
  damaged: { path: files.history, reason: 'a test' },
}).close();
writeSync(1, 'end\n');
