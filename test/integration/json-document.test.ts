/** A document of the data folder with processes of their own that write it: at once, and killed while they do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';

let dir = '';
let path = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-document-'));
  path = join(dir, 'words.json');
  const made = dir;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

const words = (): readonly string[] => {
  const found = JSON.parse(readFileSync(path, 'utf8'));
  expect(Object.keys(found)).toEqual(['version', 'words']);
  return found.words;
};

interface Writer {
  readonly child: ChildProcess;
  /** What it said, when it is gone. */
  readonly output: Promise<string>;
  readonly ready: Promise<unknown>;
}

function startWriter(name: string, times: number): Writer {
  const script = join(import.meta.dirname, 'document-writer.ts');
  const child = spawn(process.execPath, [script, path, name, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  return { child, ready: once(child.stdout, 'data'), output: once(child, 'close').then(() => output) };
}

it('is whole at every moment while three Binnacles write it, and none loses a word of another', async () => {
  const times = 120;
  const names = ['one', 'two', 'three'];
  const writers = names.map((name) => startWriter(name, times));
  let running = true;
  const ended = Promise.all(writers.map(({ output }) => output)).finally(() => {
    running = false;
  });
  let looks = 0;
  while (running) {
    if (readdirSync(dir).includes('words.json')) looks += words().length > 0 ? 1 : 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await ended).toEqual(names.map(() => 'ready null'));
  expect(looks).toBeGreaterThan(times);
  for (const name of names) {
    const own = words().filter((word) => word.startsWith(`${name}.`));
    expect(own).toEqual(Array.from({ length: times }, (_, index) => `${name}.${index}`));
  }
  expect(readdirSync(dir)).toEqual(['words.json']);
});

it('is whole after each of those who wrote it was killed, and has what was written before', async () => {
  let before = 0;
  for (let round = 0; round < 12; round += 1) {
    const { child, ready, output } = startWriter(`r${round}`, 10_000);
    await ready;
    // The lock of one that was killed is waited for; then words come.
    await expect.poll(() => readdirSync(dir).includes('words.json') && words().length).toBeGreaterThan(before);
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    child.kill('SIGKILL');
    await output;
    const found = words();
    expect(found.length).toBeGreaterThan(before);
    // Of each who was killed there is what it wrote first, without a hole.
    const own = found.filter((word) => word.startsWith(`r${round}.`));
    expect(own).toEqual(own.map((_, index) => `r${round}.${index}`));
    before = found.length;
  }
});
