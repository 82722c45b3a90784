import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApp, temporaryDir } from './start-app.ts';

const root = join(import.meta.dirname, '../../..');

describe('the window', () => {
  it('loads the page from its own origin and shows it when it is ready', async () => {
    const { window } = await startApp();
    expect(window().options).toMatchObject({ title: 'Binnacle', show: false });
    await expect.poll(() => window().calls).toEqual(['loadURL app://binnacle/', 'show']);
    expect(window().webContents.document?.status).toBe(200);
  });

  it('has the desk’s colour of the page’s style sheet from its first frame, and follows the theme', async () => {
    const tokens = readFileSync(join(root, 'renderer/styles/tokens.css'), 'utf8');
    const [light, dark] = [...tokens.matchAll(/--surface-desk: (#\w{6});/g)].map(([, colour]) => colour);
    const { window, electron } = await startApp();
    expect(window().options.backgroundColor).toBe(light);
    electron.nativeTheme.themeSource = 'dark';
    expect(window().backgroundColor).toBe(dark);
    window().close();
    expect(electron.nativeTheme.listenerCount('updated')).toBe(0);
  });

  it('opens where it was, maximized if it was, and keeps its place for this user alone', async () => {
    const dataDir = temporaryDir();
    const first = await startApp({ dataDir });
    first.window().bounds = { x: 40, y: 60, width: 1000, height: 700 };
    first.window().maximized = true;
    first.window().close();
    const path = join(dataDir, 'window.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ x: 40, y: 60, width: 1000, height: 700, maximized: true });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = await startApp({ dataDir });
    expect(second.window().options).toMatchObject({ x: 40, y: 60, width: 1000, height: 700 });
    expect(second.window().maximized).toBe(true);
  });

  it.each([
    ['on a screen that is gone', '{"x":5000,"y":60,"width":1000,"height":700,"maximized":false}'],
    ['too small', '{"x":0,"y":60,"width":1,"height":1,"maximized":false}'],
    ['no JSON', '{'],
    ['of another shape', '[1,2]'],
  ])('opens at its usual place where what was kept is %s', async (_what, text) => {
    const dataDir = temporaryDir();
    writeFileSync(join(dataDir, 'window.json'), text);
    const { window } = await startApp({ dataDir });
    expect(window().options).toMatchObject({ x: 240, y: 103, width: 1440, height: 900 });
    window().bounds = { x: 1, y: 26, width: 1000, height: 700 };
    window().close();
    const kept = JSON.parse(readFileSync(join(dataDir, 'window.json'), 'utf8'));
    expect(kept).toEqual({ x: 1, y: 26, width: 1000, height: 700, maximized: false });
  });
});
