/** MessageChannelMain over a channel of worker_threads, and ipcMain with senders that a test makes up. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { IpcMain, IpcMainEvent, MessagePortMain, MessageChannelMain as Real } from 'electron';
import type { StandInContents, StandInFrame } from './contents.ts';
import { Events } from './events.ts';

class StandInPort extends Events {
  readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
  }

  /** Until then messages wait, as Electron's do. */
  start(): void {
    this.port.on('message', (data: unknown) => this.fireBare('message', { data, ports: [] }));
    this.port.on('close', () => this.fireBare('close'));
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('the stand-in moves no ports over ports');
    this.port.postMessage(message);
  }

  close(): void {
    this.port.close();
  }
}

const checkedPort = (port: MessagePort) =>
  new StandInPort(port) satisfies Pick<
    MessagePortMain,
    'close' | 'on' | 'once' | 'postMessage' | 'removeListener' | 'start'
  >;

export class MessageChannelMain implements Record<keyof Real, StandInPort> {
  readonly port1: StandInPort;
  readonly port2: StandInPort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = checkedPort(port1);
    this.port2 = checkedPort(port2);
  }
}

class StandInIpcMain extends Events {
  /** What arrives when a frame's preload script calls ipcRenderer.send. */
  receive(channel: string, sender: StandInContents, senderFrame: StandInFrame | null): void {
    const event = {
      sender: sender as never,
      senderFrame: senderFrame as never,
      ports: [],
      type: 'frame',
    } satisfies Partial<IpcMainEvent>;
    this.fire(channel, event);
  }
}

export const ipcMain = new StandInIpcMain() satisfies Pick<IpcMain, 'on' | 'removeListener'>;
