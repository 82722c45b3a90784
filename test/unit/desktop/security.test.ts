import { describe, expect, it } from 'vitest';
import { startApp } from './start-app.ts';

describe('what a page in the window may not do', () => {
  it('runs in a sandbox, isolated, without Node, and with the web’s own rules', async () => {
    const { window, electron } = await startApp();
    expect(window().options.webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableBlinkFeatures: 'Auxclick',
      devTools: true,
    });
    const { calls } = electron.app;
    expect(calls.indexOf('enableSandbox')).toBeLessThan(calls.indexOf('ready'));
    expect(calls).toContain('enableSandbox');
  });

  it('has no developer tools once packaged', async () => {
    const { window, electron } = await startApp({
      prepare: ({ app }) => {
        app.isPackaged = true;
      },
    });
    expect(window().options.webPreferences?.devTools).toBe(false);
    expect(await electron.session.defaultSession.requests('devtools://devtools/bundled/inspector.html')).toBe(false);
    expect(JSON.stringify(electron.Menu.current)).not.toContain('toggleDevTools');
  });

  it('leaves our origin by no link, frame or redirect', async () => {
    const { webContents } = (await startApp()).window();
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:9090/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,hello',
      'app://other/',
      'app://binnacle.example/',
      'app://binnacle@example.com/',
    ]) {
      expect(webContents.navigates(url), url).toBe(false);
    }
    expect(webContents.navigates('app://binnacle/c/x/explorer')).toBe(true);
    expect(webContents.navigates('app://binnacle/', false)).toBe(false);
    expect(webContents.redirects('app://binnacle/')).toBe(false);
  });

  it('opens no window, embeds no web view, and cannot keep its window open', async () => {
    const { webContents } = (await startApp()).window();
    expect(webContents.opensWindow('https://example.com/')).toBe('deny');
    expect(webContents.opensWindow('app://binnacle/')).toBe('deny');
    expect(webContents.attachesWebView()).toBe(false);
    expect(webContents.keepsOpen()).toBe(false);
  });

  it('gets no permission but to fill the clipboard from our own page', async () => {
    const { defaultSession } = (await startApp()).electron.session;
    const permissions = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb'] as const;
    for (const permission of permissions) {
      if (permission !== 'usb') {
        expect(await defaultSession.asksPermission(permission, 'app://binnacle/'), permission).toBe(false);
      }
      expect(defaultSession.checksPermission(permission, 'app://binnacle/'), permission).toBe(false);
    }
    const copy = 'clipboard-sanitized-write';
    expect([
      await defaultSession.asksPermission(copy, 'app://binnacle/'),
      await defaultSession.asksPermission(copy, 'app://binnacle/', false),
      await defaultSession.asksPermission(copy, 'https://example.com/'),
      defaultSession.checksPermission(copy, 'app://binnacle/'),
      defaultSession.checksPermission(copy, 'https://example.com'),
      defaultSession.checksDevice(),
    ]).toEqual([true, false, false, true, false, false]);
  });

  it('reaches nothing but its own files, and downloads nothing but what it made itself', async () => {
    const { defaultSession } = (await startApp()).electron.session;
    const asked = [
      'app://binnacle/assets/index.js',
      'data:image/png;base64,AA==',
      'https://example.com/beacon',
      'http://127.0.0.1:9090/api/v1/query',
      'ws://127.0.0.1:1/',
      'file:///etc/passwd',
      'app://other/index.html',
    ];
    expect(await Promise.all(asked.map((url) => defaultSession.requests(url)))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    const downloads = [
      'blob:app://binnacle/0b5f1c1e-5d0a-4f7c-9a51-0d6ae4a2a3f1',
      'blob:https://example.com/0b5f1c1e-5d0a-4f7c-9a51-0d6ae4a2a3f1',
      'blob:app://binnacle.example/0b5f1c1e',
      'app://binnacle/assets/index.js',
      'https://example.com/setup.exe',
      'data:text/csv,a',
    ];
    expect(downloads.map((url) => defaultSession.downloads(url))).toEqual([true, false, false, false, false, false]);
    expect(defaultSession.spellChecker).toBe(false);
  });

  it('has a session of its own treated the same', async () => {
    const { electron } = await startApp();
    const created = electron.session.create();
    expect([
      await created.asksPermission('media', 'app://binnacle/'),
      created.checksPermission('media', 'app://binnacle/'),
      created.checksDevice(),
      await created.requests('https://example.com/'),
      created.downloads('https://example.com/setup.exe'),
    ]).toEqual([false, false, false, false, false]);
  });
});
