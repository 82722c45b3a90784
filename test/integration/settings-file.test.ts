import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSettingsFile } from '../../electron/backend/settings/settings-file.ts';

const times = 100;

it('is whole at every moment while two Binnacles write it, and ends as one of them wrote it last', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-settings-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'settings.json');
  createSettingsFile(path, Date).write(createSettingsFile(path, Date).read().settings);
  const script = join(import.meta.dirname, 'settings-writer.ts');
  const writers = ['one', 'two'].map((name) => {
    const child = spawn(process.execPath, [script, path, name, String(times)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    return once(child, 'close').then(() => output);
  });
  let running = true;
  const ended = Promise.all(writers).finally(() => {
    running = false;
  });
  const seen = new Set<string>();
  while (running) {
    const { execPath } = JSON.parse(readFileSync(path, 'utf8'));
    seen.add(String(execPath[0]).split('/')[1] ?? 'none');
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await ended).toEqual(['null', 'null']);
  expect([...seen].sort()).toEqual(['none', 'one', 'two']);
  const { settings, problem } = createSettingsFile(path, Date).read();
  expect([problem, settings.execPath[0]?.split('/')[2]]).toEqual([undefined, String(times - 1)]);
  expect(readdirSync(dir)).toEqual(['settings.json']);
});
