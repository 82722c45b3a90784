import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { closeInTime } from '../../../electron/backend/close-in-time.ts';
import { parentFrom } from '../../../electron/web/end-of-run.ts';
import { openerFor } from '../../../electron/web/open-browser.ts';

test('closing that ends is waited for, closing that hangs is given up, and its failure is passed on', async () => {
  expect(await closeInTime(Promise.resolve(), 10_000)).toBe(true);
  expect(await closeInTime(new Promise(() => {}), 10)).toBe(false);
  await expect(closeInTime(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no');
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['12x', undefined],
  ['4711', 4711],
])('BINNACLE_PARENT=%s means %s', (variable, parent) => {
  expect(parentFrom(variable)).toBe(parent);
});

test('the browser is opened by the platform’s own program, with the address as one argument', () => {
  const url = 'http://127.0.0.1:1/#token=a&b';
  expect([openerFor('linux', url), openerFor('darwin', url), openerFor('win32', url)]).toEqual([
    ['xdg-open', url],
    ['open', url],
    ['rundll32', 'url.dll,FileProtocolHandler', url],
  ]);
});

const endOfRun = new URL('../../../electron/web/end-of-run.ts', import.meta.url).href;

/** A process that prints why it ends, asked to watch `parent`. */
function watcher(parent: number) {
  const script = `const { endOfRun } = await import(${JSON.stringify(endOfRun)});
    const open = setInterval(() => {}, 1000);
    const ending = endOfRun(${parent});
    console.log('watching');
    console.log(await ending);
    clearInterval(open);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function textOf(child: ReturnType<typeof watcher>): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}

test('a run ends with the process that it was told to watch, even where that is not its own parent', async () => {
  const ancestor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const child = watcher(ancestor.pid ?? 0);
  const text = textOf(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  ancestor.kill('SIGKILL');
  expect(await text).toBe('watching\nthe parent process has ended\n');
});

test('a run that watches a living parent ends by a signal', async () => {
  const child = watcher(process.pid);
  const text = textOf(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  child.kill('SIGTERM');
  expect(await text).toBe('watching\nSIGTERM\n');
});
