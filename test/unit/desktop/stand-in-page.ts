/** A page in a stand-in's window: the real preload script, and the real client of the page over the port that it hands on. */
import type { MessagePort } from 'node:worker_threads';
import { vi } from 'vitest';
import { type DesktopBridge, openPort } from '../../../renderer/client/open-port.ts';
import { type ContractClient, contract } from '../../../shared/contract/contract.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import type { StandIn, StandInWindow } from './start-app.ts';

type Listener = (event: { readonly ports: readonly unknown[] }) => void;

/** As much of a page's window as the preload script and the client use. */
class PageWindow extends EventTarget {
  readonly origin = 'app://binnacle';
  readonly location = { origin: this.origin };
  bridge: Record<string, unknown> = {};

  postMessage(data: unknown, targetOrigin: string, ports: readonly unknown[]): void {
    if (targetOrigin !== this.origin) return;
    this.dispatchEvent(Object.assign(new Event('message'), { data, origin: this.origin, source: this, ports }));
  }
}

/** Runs electron/preload/preload.ts in a page of that window, as Electron would before the page's own scripts. */
export async function runPreload(electron: StandIn, window: StandInWindow): Promise<PageWindow> {
  const page = new PageWindow();
  const { mainFrame } = window.webContents;
  const listeners = new Map<string, Listener>();
  vi.resetModules();
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (key: string, api: unknown) => Object.assign(page.bridge, { [key]: api }) },
    ipcRenderer: {
      on: (channel: string, listener: Listener) => listeners.set(channel, listener),
      send: (channel: string) => electron.ipcMain.receive(channel, window.webContents, mainFrame),
    },
  }));
  vi.stubGlobal('window', page);
  await import('../../../electron/preload/preload.ts');
  // A port arrives in the page as a DOM port; the one inside the stand-in's has the same methods.
  mainFrame.onMessage = ({ channel, ports }) =>
    listeners.get(channel)?.({ ports: ports.map((one) => (one as { port: MessagePort }).port) });
  return page;
}

export interface PageClient {
  readonly client: ContractClient;
  readonly transport: Transport;
}

export async function connectPage(electron: StandIn, window: StandInWindow): Promise<PageClient> {
  const page = await runPreload(electron, window);
  const bridge = page.bridge.binnacle as DesktopBridge;
  const transport = await openPort(bridge, page as never, AbortSignal.timeout(5000));
  return { client: createClient(contract, transport), transport };
}
