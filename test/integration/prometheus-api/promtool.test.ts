/** Prometheus's own tool against the API: what it prints is what it prints of a real Prometheus. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOpenMetrics } from '../../support/promapi/read-open-metrics.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { temporaryDir } from '../start-process.ts';
import { type BothServers, dataStart, startBothServers } from './both-servers.ts';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function promtool(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile('promtool', [...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const at = (offset: number) => String(dataStart + offset);

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('promtool query', () => {
  let both: BothServers;

  beforeAll(async () => {
    both = await startBothServers();
  });

  afterAll(async () => {
    await both?.close();
  });

  it.each<readonly string[]>([
    ['instant', `--time=${at(600)}`, 'URL', 'temperature'],
    ['instant', `--time=${at(600)}`, 'URL', 'up[1m]'],
    ['instant', `--time=${at(600)}`, 'URL', '1e30'],
    ['instant', `--time=${at(600)}`, 'URL', '"text"'],
    ['instant', '-o', 'json', `--time=${at(600)}`, 'URL', 'special'],
    ['instant', 'URL', 'up{'],
    ['instant', `--time=${at(600)}`, 'URL', 'up + on () up'],
    ['range', `--start=${at(0)}`, `--end=${at(900)}`, '--step=60s', 'URL', 'http_requests_total{code="200"}'],
    ['range', `--start=${at(0)}`, `--end=${at(90_000)}`, '--step=1s', 'URL', 'up'],
    ['range', '-o', 'json', `--start=${at(0)}`, `--end=${at(900)}`, '--step=60s', 'URL', 'special'],
    ['series', '--match=up', '--match=temperature{floor="0"}', `--start=${at(0)}`, `--end=${at(900)}`, 'URL'],
    ['series', '--match={', `--start=${at(0)}`, `--end=${at(900)}`, 'URL'],
    ['labels', `--start=${at(0)}`, `--end=${at(900)}`, 'URL', 'room'],
    ['labels', `--start=${at(0)}`, `--end=${at(900)}`, 'URL', '__name__'],
    ['labels', '--match=up', `--start=${at(0)}`, `--end=${at(900)}`, 'URL', 'job'],
  ])('%s %s %s %s %s', async (...args) => {
    const run = (url: string) => promtool(['query', ...args.map((one) => (one === 'URL' ? url : one))]);
    const theirs = await run(both.prometheus.url);
    expect(await run(both.promapiUrl)).toEqual(theirs);
    expect(theirs.stdout + theirs.stderr).not.toBe('');
  });
});

/** Besides what is refused here and taken there: samples that are not in the order of time, which promtool drops without a word. */
describe.skipIf(serverMissing('promtool') !== undefined)('promtool tsdb create-blocks-from openmetrics', () => {
  const taken = ['a 1 1', 'a{} 1 1', 'a{b="\\x"} nan 1e3', 'a +1 +1', 'a .5 .5', 'a{b="c}"} inf 1'];
  const refused = [
    'a{__name__="b"} 1 1',
    ...[
      'a 1',
      'a',
      'a  1 1',
      'a 1 1 ',
      'a 0x1p1 1',
      'a 1_0 1',
      'a 1e400 1',
      'a 1 x',
      'a 1 NaN',
      'a 1 1\r',
      'a 1 1 #',
      '1a 1 1',
    ],
    ...[
      'a{b=c} 1 1',
      'a{b="c" 1 1',
      'a{,} 1 1',
      '{b="c"} 1 1',
      'a{b="c"}1 1',
      'a {b="c"} 1 1',
      'a{b = "c"} 1 1',
      'a{ b="c"} 1 1',
    ],
    ...[
      'a{b="c", d="e"} 1 1',
      'a{b:c="d"} 1 1',
      'a{b="c\n"} 1 1',
      'a{b="c",b="d"} 1 1',
      'a_total 1 1 # {x="y"}',
      '',
      '# EOF',
    ],
    ...['# hello', '# TYPE a', '# TYPE a thing', '# HELP a', '# UNIT a_b seconds', '#EOF'],
  ];

  it.each([...taken, ...refused])('takes or refuses %j as our reader does', async (line) => {
    const dir = temporaryDir();
    const text = `${line}\n# EOF\n`;
    const file = join(dir, 'data.om');
    writeFileSync(file, text);
    const { code } = await promtool(['tsdb', 'create-blocks-from', 'openmetrics', file, join(dir, 'data')]);
    const read = () => readOpenMetrics([text]);
    if (code === 0) expect(read).not.toThrow();
    else expect(read).toThrow(/^line \d+[:,] /);
    expect(code === 0).toBe(taken.includes(line));
  });
});
