import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StandInFrame } from '../../support/electron-stand-in/contents.ts';
import { ownContexts } from '../../support/own-contexts.ts';
import { connectPage, runPreload } from './stand-in-page.ts';
import { startApp, temporaryDir } from './start-app.ts';

const requestChannel = 'binnacle:request-port';

const kubeconfig = `
apiVersion: v1
kind: Config
contexts: [{name: harbor, context: {cluster: quay, user: pilot}}]
clusters: [{name: quay, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: pilot, user: {token: t}}]
`;

afterEach(() => vi.unstubAllGlobals());

describe('the preload script', () => {
  it('exposes one function and nothing else', async () => {
    const { electron, window } = await startApp();
    const page = await runPreload(electron, window());
    expect(Object.keys(page.bridge)).toEqual(['binnacle']);
    const bridge = page.bridge.binnacle as Record<string, unknown>;
    expect(Object.entries(bridge).map(([name, value]) => [name, typeof value])).toEqual([['requestPort', 'function']]);
  });
});

describe('handing a port to the page', () => {
  it('carries a real call and a real stream to the real backend', async () => {
    const file = join(temporaryDir(), 'config');
    writeFileSync(file, kubeconfig);
    const { electron, window } = await startApp({ kubeconfig: [file] });
    const { client } = await connectPage(electron, window());
    const info = await client.application.info({});
    expect(info).toEqual({ version: '0.0.0-stand-in', host: 'desktop', nowMs: expect.any(Number) });
    for await (const snapshot of client.contexts.watch({})) {
      expect(ownContexts(snapshot).contexts.map(({ name, cluster, user }) => ({ name, cluster, user }))).toEqual([
        { name: 'harbor', cluster: 'quay', user: 'pilot' },
      ]);
      break;
    }
  });

  it('answers a page that asks before the backend stands', async () => {
    const real = await import('../../../electron/backend/backend.ts');
    let build = () => {};
    const slow = new Promise<void>((resolve) => {
      build = resolve;
    });
    const { electron, window } = await startApp({
      notReady: true,
      createBackend: async (ports) => {
        await slow;
        return real.createBackend(ports);
      },
    });
    electron.app.becomeReady();
    await vi.waitFor(() => expect(electron.BrowserWindow.all).toHaveLength(1));
    await vi.waitFor(() => expect(window().webContents.mainFrame.origin).toBe('app://binnacle'));
    const { client } = await connectPage(electron, window());
    const info = client.application.info({});
    build();
    expect(await info).toMatchObject({ host: 'desktop' });
  });

  it('refuses a foreign page, a frame inside a page, and a frame that has gone', async () => {
    const { electron, window } = await startApp();
    const { webContents } = window();
    const own = webContents.mainFrame;
    const strangers = [
      new StandInFrame('https://example.com'),
      new StandInFrame('app://other'),
      new StandInFrame('null'),
      new StandInFrame('app://binnacle', own),
    ];
    for (const frame of strangers) electron.ipcMain.receive(requestChannel, webContents, frame);
    electron.ipcMain.receive(requestChannel, webContents, null);
    expect([...strangers, own].map((frame) => frame.received)).toEqual([[], [], [], [], []]);
    electron.ipcMain.receive(requestChannel, webContents, own);
    expect(own.received.map(({ channel, ports }) => [channel, ports.length])).toEqual([['binnacle:port', 1]]);
  });

  it('closes the port of a page that is loaded again, and serves the new one', async () => {
    const { electron, window } = await startApp();
    const first = await connectPage(electron, window());
    await first.client.application.info({});
    window().webContents.startNavigation('app://binnacle/c/x', { isSameDocument: true, isMainFrame: true });
    await first.client.application.info({});
    const closed = new Promise<void>((resolve) => first.transport.onClose(resolve));
    await window().webContents.load('app://binnacle/');
    await closed;
    await expect(first.client.application.info({})).rejects.toMatchObject({ code: 'rpc.disconnected' });
    const second = await connectPage(electron, window());
    expect(await second.client.application.info({})).toMatchObject({ host: 'desktop' });
  });

  it('keeps one port a window: the newest', async () => {
    const { electron, window } = await startApp();
    const first = await connectPage(electron, window());
    const closed = new Promise<void>((resolve) => first.transport.onClose(resolve));
    const second = await connectPage(electron, window());
    await closed;
    expect(await second.client.application.info({})).toMatchObject({ host: 'desktop' });
  });

  it('closes the port of a page that crashed, and of a window that closed', async () => {
    const { electron, window } = await startApp();
    for (const end of [() => window().webContents.crash(), () => window().close()]) {
      const { transport } = await connectPage(electron, window());
      const closed = new Promise<void>((resolve) => transport.onClose(resolve));
      end();
      await closed;
    }
  });
});
