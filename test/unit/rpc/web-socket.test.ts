/** A real WebSocket on the loopback: the page's adapter over Node's WebSocket, which is the browser's interface; the server's over ws. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { webSocketTransport as serverTransport } from '../../../electron/web/web-socket-transport.ts';
import { webSocketTransport } from '../../../renderer/client/web-socket-transport.ts';
import { maxFrameBytes } from '../../../shared/rpc/frames.ts';
import { describeConformance, type TransportPair } from './conformance.ts';

interface SocketPair extends TransportPair {
  readonly clientSocket: WebSocket;
  readonly serverSocket: ServerSocket;
}

async function open(): Promise<SocketPair> {
  const listening = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: maxFrameBytes });
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const accepted = once(listening, 'connection');
  const clientSocket = new WebSocket(`ws://127.0.0.1:${port}`);
  const opened = once(clientSocket, 'open');
  const [serverSocket] = (await accepted) as [ServerSocket];
  const server = serverTransport(serverSocket);
  await opened;
  const client = webSocketTransport(clientSocket);
  const close = async () => {
    const closed = serverSocket.readyState === serverSocket.CLOSED ? undefined : once(serverSocket, 'close');
    client.close();
    await closed;
    await new Promise((resolve) => listening.close(resolve));
  };
  return { client, server, clientSocket, serverSocket, close };
}

describeConformance('a WebSocket', open, { measures: true, ownBuffers: true });

test.each([
  ['a text', 'text'],
  ['bytes that are no MessagePack', new Uint8Array([0xc1, 0xff])],
  ['a frame that breaks off', new Uint8Array([0x84, 0xa4])],
  ['an array that promises four billion entries', new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff])],
  ['a nest of 500,000 arrays', new Uint8Array(500_000).fill(0x91)],
])('%s closes the connection and does no more harm', async (_name, bytes) => {
  const pair = await open();
  const closed = new Promise<void>((resolve) => pair.server.onClose(() => resolve()));
  pair.clientSocket.send(bytes);
  await closed;
  await pair.close();
});

test('what a server sends that cannot be read closes the page’s connection', async () => {
  const pair = await open();
  const closed = new Promise<void>((resolve) => pair.client.onClose(() => resolve()));
  pair.serverSocket.send(new Uint8Array([0x84, 0xa4]));
  await closed;
  await pair.close();
});

test('a frame over the limit from a page that does not measure closes the connection', async () => {
  const pair = await open();
  const closed = new Promise<void>((resolve) => pair.server.onClose(() => resolve()));
  pair.clientSocket.send(new Uint8Array(maxFrameBytes + 1));
  await closed;
  await pair.close();
});

test('a page that does not read makes the backend wait, until it reads again or goes', async () => {
  const pair = await open();
  // Node's WebSocket reads always: the socket below it is stopped instead, from the server's side.
  const raw = (pair.serverSocket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
  raw.cork();
  expect(pair.server.drained?.()).toBe(undefined);
  const frame = { kind: 'item', id: 1, item: new Uint8Array(maxFrameBytes - 100) };
  for (let i = 0; i < 5; i++) pair.server.send(frame);
  const drained = pair.server.drained?.();
  expect(drained).toBeInstanceOf(Promise);
  const received: unknown[] = [];
  pair.client.onMessage((message) => received.push(message));
  raw.uncork();
  await drained;
  expect(pair.server.drained?.()).toBe(undefined);
  raw.cork();
  for (let i = 0; i < 6; i++) pair.server.send(frame);
  const endedByClose = pair.server.drained?.();
  expect(endedByClose).toBeInstanceOf(Promise);
  pair.serverSocket.terminate();
  await endedByClose;
  await pair.close();
  expect(received.length).toBeGreaterThanOrEqual(1);
});
