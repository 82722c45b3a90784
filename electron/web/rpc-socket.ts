/** The contract's WebSocket: the token as its first frame, in time, or it is closed. */
import { Packr } from 'msgpackr';
import type { RawData, WebSocket } from 'ws';
import { closeCodeRefused, helloFrame, type WelcomeFrame } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { sameText } from '../backend/base/same-text.ts';
import { webSocketTransport } from './web-socket-transport.ts';

/** How long a refused socket has for its closing handshake. */
const leaveMs = 1000;

/** Longer than any hello: nobody without the token gets to send more than this. */
const longestHelloBytes = 512;

const packr = new Packr({ structuredClone: true, useRecords: false });

export interface Admission {
  readonly token: string;
  readonly timeoutMs: number;
  /** For a socket that has shown the token. */
  readonly admit: (transport: Transport) => void;
}

/** Takes the socket over; whoever does not show the token is closed with closeCodeRefused and told nothing more. */
export function guardSocket(socket: WebSocket, { token, timeoutMs, admit }: Admission): void {
  const refuse = () => {
    socket.close(closeCodeRefused, 'refused');
    timer = setTimeout(() => socket.terminate(), leaveMs);
  };
  let timer = setTimeout(refuse, timeoutMs);
  socket.on('error', () => socket.terminate());
  socket.once('close', () => clearTimeout(timer));
  socket.once('message', (data: RawData, isBinary: boolean) => {
    clearTimeout(timer);
    if (socket.readyState !== socket.OPEN) return;
    if (!isBinary || !sameText(tokenOf(data), token)) return refuse();
    const transport = webSocketTransport(socket);
    admit(transport);
    transport.send({ kind: 'welcome' } satisfies WelcomeFrame);
  });
}

function tokenOf(data: RawData): string {
  if (!(data instanceof Uint8Array) || data.byteLength > longestHelloBytes) return '';
  try {
    return helloFrame.safeParse(packr.unpack(data)).data?.token ?? '';
  } catch {
    return '';
  }
}
