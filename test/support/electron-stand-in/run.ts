/**
 * `node run.ts MAIN [ARGS…]`: runs a built main file as Electron would, with the stand-in in place of `electron`. Prints one line of JSON
 * once the window has loaded its page and the backend has answered over the page's port; then lives until the app quits.
 */
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';

const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

const { app, BrowserWindow, dialog, ipcMain, protocol } = await import('./electron.ts');

const main = resolve(process.argv[2] ?? '');
// A packaged app has no file after the program.
process.argv.splice(1, 2);
app.isPackaged = true;
app.onExit = (code) => process.exit(code);

await import(pathToFileURL(main).href);
app.becomeReady();

async function until<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function ask(port: MessagePort): Promise<unknown> {
  const reply = new Promise((done) => port.once('message', done));
  port.postMessage({ kind: 'call', id: 1, method: 'application.info', input: {} });
  return reply;
}

const window = await until(() => BrowserWindow.all[0]);
await window.loaded;
const { mainFrame, document } = window.webContents;
ipcMain.receive('binnacle:request-port', window.webContents, mainFrame);
const handed = await until(() => mainFrame.received[0]);
const reply = await ask((handed.ports[0] as { readonly port: MessagePort }).port);
const assets = [...((await document?.text()) ?? '').matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
const statuses = assets.map(async (path) => [path, (await protocol.fetch(`app://binnacle${path}`)).status]);
console.log(
  JSON.stringify({
    preload: window.options.webPreferences?.preload,
    page: document?.status,
    assets: Object.fromEntries(await Promise.all(statuses)),
    reply,
    errors: dialog.errors,
  }),
);
