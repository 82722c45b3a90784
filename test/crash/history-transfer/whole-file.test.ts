/** A file that is there whole or not at all: also where its writer was killed, or another program has it open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWholeFile } from '../../../electron/backend/history/transfer/whole-file.ts';

const moduleUrl = new URL('../../../electron/backend/history/transfer/whole-file.ts', import.meta.url).href;
const program = `
  const { createWholeFile } = await import(process.argv[1]);
  const file = await createWholeFile(process.argv[2]);
  await file.write(Buffer.from('half'));
  process.stdout.write('written');
  setInterval(() => undefined, 1000);
`;

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-files-'));
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const names = () => readdirSync(folder).sort();

/** A process in the middle of writing a file. */
async function writing(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, moduleUrl, join(folder, name)]);
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function writingAndKilled(): Promise<ChildProcess> {
  const child = await writing('a');
  await kill(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function write(name: string, text = 'whole'): Promise<void> {
  const file = await createWholeFile(join(folder, name));
  await file.write(Buffer.from(text));
  await file.finish();
}

describe('what a kill left', () => {
  test('goes with the next file that is written there', async () => {
    await kill(await writing('a'));
    expect(names()).toEqual([expect.stringMatching(/^a\.[0-9a-f]{12}-\d+-[0-9a-f]{12}\.tmp$/)]);
    await write('b');
    expect(names()).toEqual(['b']);
  });

  test('but nothing of who still writes, of another computer, or that was made otherwise', async () => {
    const alive = await writing('a');
    const dead = await writing('b');
    await kill(dead);
    const [ofAlive = '', ofDead = ''] = names();
    const [, computer = ''] = /\.([0-9a-f]{12})-/.exec(ofDead) ?? [];
    const elsewhere = ofDead.replace(
      computer,
      computer.replace(/./g, (c) => (c === '0' ? '1' : '0')),
    );
    const mine = [elsewhere, 'x.tmp', `b.${dead.pid}.tmp`, `b.${computer}-${dead.pid}-0123.tmp`, `${ofDead}.bak`];
    for (const name of mine) writeFileSync(join(folder, name), 'mine');
    symlinkSync(join(folder, 'x.tmp'), join(folder, ofDead.replace(/^b/, 'link')));
    await write('c');
    expect(names()).toEqual([ofAlive, 'c', ofDead.replace(/^b/, 'link'), ...mine].sort());
    expect(readFileSync(join(folder, ofAlive), 'utf8')).toBe('half');
    await kill(alive);
  });
});

/** Its processes are numbered as those of here. */
test('nothing goes of another computer that has the name of this one', async () => {
  const { pid } = await writingAndKilled();
  const namespace = process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '';
  const nameAlone = JSON.stringify([hostname(), process.platform, namespace]);
  const computer = createHash('sha256').update(nameAlone).digest('hex').slice(0, 12);
  const theirs = `a.${computer}-${pid}-0123456789ab.tmp`;
  writeFileSync(join(folder, theirs), 'theirs');
  await write('b');
  expect(names()).toEqual([theirs, 'b']);
});

describe('a file that another program has open', () => {
  const failing = (code: string, times: number) => {
    let left = times;
    return {
      platform: 'win32' as const,
      waitsMs: [1, 1, 1],
      async rename(from: string, to: string) {
        left -= 1;
        if (left >= 0) throw Object.assign(new Error(`${code}: rename`), { code });
        await rename(from, to);
      },
    };
  };

  test.each(['EBUSY', 'EPERM', 'EACCES'])('for a moment (%s) gets its name all the same', async (code) => {
    const file = await createWholeFile(join(folder, 'a'), failing(code, 3));
    await file.write(Buffer.from('whole'));
    await file.finish();
    expect([names(), readFileSync(join(folder, 'a'), 'utf8')]).toEqual([['a'], 'whole']);
  });

  test.each(['EBUSY', 'EPERM', 'EACCES'])('for long (%s) is said to be in use, and nothing is left', async (code) => {
    const file = await createWholeFile(join(folder, 'a'), failing(code, 4));
    await expect(file.finish()).rejects.toMatchObject({
      code: 'history.busy',
      retryable: true,
      message: expect.stringContaining('is in use by another program'),
    });
    expect(names()).toEqual([]);
  });

  test('where rights are missing (not on Windows) that is said, at once', async () => {
    const options = { ...failing('EACCES', 1), platform: 'linux' as const };
    const file = await createWholeFile(join(folder, 'a'), options);
    await expect(file.finish()).rejects.toMatchObject({ code: 'EACCES' });
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });
});
