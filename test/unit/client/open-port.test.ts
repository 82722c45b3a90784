import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { openPort } from '../../../renderer/client/open-port.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

/** A window as far as this needs one: what a message event says of itself can be chosen. */
class StandInWindow extends EventTarget {
  readonly origin = 'app://binnacle';
  asked = 0;

  hand(fields: { source?: unknown; origin?: string; data?: unknown; port?: boolean } = {}): MessageChannel {
    const channel = new MessageChannel();
    channels.push(channel);
    const { source = this, origin = this.origin, data = { kind: 'binnacle:port' }, port = true } = fields;
    this.dispatchEvent(
      Object.assign(new Event('message'), { source, origin, data, ports: port ? [channel.port2] : [] }),
    );
    return channel;
  }

  requestPort(): void {
    this.asked += 1;
  }
}

function open(signal = new AbortController().signal) {
  const page = new StandInWindow();
  return { page, opening: openPort(page, page as unknown as Window, signal) };
}

test('the page asks for a port and talks over the one that comes', async () => {
  const { page, opening } = open();
  expect(page.asked).toBe(1);
  const { port1 } = page.hand();
  const transport = await opening;
  const received = new Promise((resolve) => transport.onMessage(resolve));
  port1.postMessage({ kind: 'ok', id: 1, result: 2 });
  expect(await received).toEqual({ kind: 'ok', id: 1, result: 2 });
  const closed = new Promise<void>((resolve) => transport.onClose(() => resolve()));
  port1.close();
  await closed;
});

test.each([
  ['another window', { source: {} }],
  ['a frame without a source', { source: null }],
  ['another origin', { origin: 'http://127.0.0.1:1' }],
  ['another kind of message', { data: { kind: 'other' } }],
  ['no object', { data: null }],
  ['a message without a port', { port: false }],
])('what comes from or is %s is not taken', async (_name, fields) => {
  const controller = new AbortController();
  const { page, opening } = open(controller.signal);
  const settled = vi.fn();
  void opening.then(settled, settled);
  page.hand(fields);
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).not.toHaveBeenCalled();
  controller.abort();
  await expect(opening).rejects.toThrow('no port in time');
});
