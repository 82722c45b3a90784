import { expect, test } from 'vitest';
import { createLineLog } from '../../../electron/backend/base/line-log.ts';

test('an entry is one line with its time, level, scope and fields, whatever is in it', () => {
  const lines: string[] = [];
  const log = createLineLog((line) => lines.push(line), 'info', { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) });
  log.write('debug', 'web', 'not this');
  log.write('info', 'web', 'ready', { port: 80, open: true });
  log.write('error', 'rpc', 'two\nlines', { stack: 'Error\n  at x' });
  // What a server says shall not move the cursor of a terminal, or colour it.
  log.write('warn', 'kube', 'a\r\u001b[2Jb\u009bc\u2028d');
  expect(lines).toEqual([
    '2026-01-02T03:04:05.006Z info web: ready port=80 open=true',
    '2026-01-02T03:04:05.006Z error rpc: two lines stack="Error\\n  at x"',
    '2026-01-02T03:04:05.006Z warn kube: a [2Jb c d',
  ]);
});
