/** Speaks the contract with a running web host, from Node: what a page does, without a page. */
import { WebSocket } from 'ws';
import { webSocketTransport } from '../../electron/web/web-socket-transport.ts';
import { type ContractClient, contract } from '../../shared/contract/contract.ts';
import type { ConnectionState, ContextId } from '../../shared/model/context.ts';
import { createClient } from '../../shared/rpc/client.ts';
import type { HelloFrame } from '../../shared/rpc/frames.ts';

export interface OpenClient {
  readonly client: ContractClient;
  close(): void;
}

/**
 * @param address as the READY line has it, with the token in its fragment.
 * @param onFrame told whatever the backend sends, before it is read.
 */
export async function openClient(address: string, onFrame?: (frame: unknown) => void): Promise<OpenClient> {
  const { host, hash } = new URL(address);
  const socket = new WebSocket(`ws://${host}/rpc`, { origin: `http://${host}` });
  const transport = webSocketTransport(socket);
  if (onFrame !== undefined) transport.onMessage(onFrame);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () =>
      transport.send({ kind: 'hello', token: hash.replace('#token=', '') } satisfies HelloFrame),
    );
    const welcome = transport.onMessage(() => {
      welcome.dispose();
      resolve();
    });
  });
  return { client: createClient(contract, transport), close: () => transport.close() };
}

/** The id of the context of that name. */
export async function contextNamed(client: ContractClient, name: string): Promise<ContextId> {
  for await (const { contexts } of client.contexts.watch({})) {
    const found = contexts.find((context) => context.name === name);
    if (found !== undefined) return found.id;
  }
  throw new Error(`there is no context ${name}`);
}

/** Resolves with the first state for which `wanted` holds. @throws Error where that is not within the deadline */
export async function untilState(
  client: ContractClient,
  context: ContextId,
  wanted: (state: ConnectionState) => boolean,
  deadlineMs = 60_000,
): Promise<ConnectionState> {
  let last: ConnectionState = { kind: 'idle' };
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    for await (const update of client.connections.watch({}, { signal })) {
      if (update.context !== context) continue;
      last = update.state;
      if (wanted(last)) return last;
    }
  } catch (error) {
    throw new Error(`${context} is ${JSON.stringify(last)}`, { cause: error });
  }
  throw new Error(`${context} stayed ${JSON.stringify(last)}`);
}
