/** The development tool as it is started, and what a client that goes away does to its query. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainRequest } from '../../support/http.ts';
import { root, startProcess, temporaryDir } from '../start-process.ts';

const data = '# TYPE up gauge\nup 1 1700000000\n# EOF\n';

function start(text: string, ...more: readonly string[]) {
  const file = join(temporaryDir(), 'data.om');
  writeFileSync(file, text);
  return run('--openmetrics', file, ...more);
}

function run(...args: readonly string[]) {
  const main = join(root, 'test/support/promapi/main.ts');
  return startProcess(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args]);
}

describe('npm run promapi', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves a file until %s', async (signal) => {
    const { child, exit, ready, stderr } = start(data, '--port', '0');
    const url = await ready();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await plainRequest(`${url}/api/v1/query?query=up&time=1700000010`);
    expect(JSON.parse(answer.body).data.result).toEqual([{ metric: { __name__: 'up' }, value: [1_700_000_010, '1'] }]);
    const info = await plainRequest(`${url}/api/v1/status/buildinfo`);
    expect(JSON.parse(info.body).data.version).toBe('3.14.0');
    child.kill(signal);
    expect([await exit, stderr()]).toEqual([0, '']);
  });

  it('has the ranges of the release that is asked for', async () => {
    const text = Array.from({ length: 8 }, (_, i) => `a 1 ${1_700_000_000 + 10 * i}\n`).join('');
    const counts = [];
    for (const semantics of ['v2', 'v3']) {
      const url = await start(`${text}# EOF`, '--port', '0', '--range-semantics', semantics).ready();
      const { body } = await plainRequest(`${url}/api/v1/query?query=a[1m]&time=1700000070`);
      counts.push(JSON.parse(body).data.result[0].values.length);
    }
    expect(counts).toEqual([7, 6]);
  });

  it('says what is wrong with its arguments and its file', async () => {
    const usage = 'Usage: npm run promapi -- --openmetrics FILE --port N [--range-semantics v2|v3]\n';
    const outcomes = [];
    for (const one of [
      run('--port', '0'),
      run('--openmetrics', 'x', '--port', 'y'),
      run('--openmetrics', 'x', '--port', '0', '--range-semantics', 'v1'),
      start('up 1\n# EOF\n', '--port', '0'),
      run('--openmetrics', '/nowhere/data.om', '--port', '0'),
    ]) {
      outcomes.push([await one.exit, one.stderr()]);
    }
    expect(outcomes).toEqual([
      [2, `promapi: --openmetrics FILE is missing.\n${usage}`],
      [2, `promapi: --port needs a number from 0 (any) to 65535.\n${usage}`],
      [2, `promapi: --range-semantics is v2 or v3.\n${usage}`],
      [1, 'promapi: line 1: the sample has no timestamp\n'],
      [1, "promapi: ENOENT: no such file or directory, open '/nowhere/data.om'\n"],
    ]);
  });

  it('stops evaluating for a client that is gone, or has waited long enough', async () => {
    const url = await start(data, '--port', '0').ready();
    // It would take many minutes.
    const query = encodeURIComponent('max_over_time(quantile_over_time(0.5, vector(1)[4h:1s])[20d:1s])');
    await expect(plainRequest(`${url}/api/v1/query?query=${query}`, { timeoutMs: 300 })).rejects.toThrow('did not end');
    // There is one worker: it is free again.
    const next = await plainRequest(`${url}/api/v1/query?query=1&time=5`);
    expect(next.body).toBe('{"status":"success","data":{"resultType":"scalar","result":[5,"1"]}}');
    const late = await plainRequest(`${url}/api/v1/query?query=${query}&timeout=200ms`);
    expect([late.status, JSON.parse(late.body).error]).toEqual([503, 'query timed out in expression evaluation']);
    expect((await plainRequest(`${url}/api/v1/labels`)).body).toBe('{"status":"success","data":["__name__"]}');
  });
});
