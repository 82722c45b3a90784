/** A page that is cut off but does not go: its end of the connection never says that it is closed. */
import { expect, test } from 'vitest';
import { serve } from '../../../electron/backend/rpc/serve.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import { memoryLog, testContract, testHandlers } from './test-contract.ts';

test('is served nothing more, and what was under way for it ends', async () => {
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  const sent: unknown[] = [];
  const transport: Transport = {
    send: (frame) => void sent.push(frame),
    onMessage: messages.event,
    onClose: closed.event,
    close: () => {},
  };
  const { handlers, events } = testHandlers();
  const log = memoryLog();
  serve(testContract, handlers, transport, log);
  messages.fire({ kind: 'call', id: 1, method: 'numbers.hang', input: {} });
  for (let n = 0; n < 100; n++) messages.fire('rubbish');
  messages.fire({ kind: 'call', id: 2, method: 'numbers.add', input: { a: 1, b: 2 } });
  await new Promise((resolve) => setImmediate(resolve));
  expect([events, sent, log.lines.length, messages.listenerCount]).toEqual([['hanging', 'aborted'], [], 20, 0]);
});
