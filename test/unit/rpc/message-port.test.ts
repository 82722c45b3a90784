import { MessageChannel } from 'node:worker_threads';
import { messagePortTransport as mainPortTransport } from '../../../electron/desktop/message-port-transport.ts';
import { messagePortTransport } from '../../../renderer/client/message-port-transport.ts';
import { describeConformance } from './conformance.ts';
import { mainPort } from './main-port.ts';

const open = async () => {
  const { port1, port2 } = new MessageChannel();
  // Node's ports are event targets as the DOM's are.
  const client = messagePortTransport(port2 as unknown as MessagePort);
  const server = mainPortTransport(mainPort(port1));
  return { client, server, close: () => client.close() };
};

describeConformance('a MessagePort', open, { measures: false, ownBuffers: true });
