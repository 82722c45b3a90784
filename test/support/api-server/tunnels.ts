/**
 * Port-forward over a WebSocket (v4.channel.k8s.io), as the kubelet serves it, to real processes of this machine. There is no
 * SPDY: `kubectl port-forward`, which tunnels SPDY inside its WebSocket too, does not work against the double.
 */
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Cluster, PodAddress } from './cluster.ts';

const protocol = 'v4.channel.k8s.io';
/** Pod data that may wait for the client before the pod's socket is paused. */
const highWaterBytes = 1024 * 1024;

interface Tunnel {
  readonly address: PodAddress;
  readonly socket: WebSocket;
  drop(): void;
}

export interface TunnelOptions {
  readonly cluster: Cluster;
  readonly bytesPerSecond: () => number | undefined;
}

/** What the kubelet says (containerd's words) when nothing listens on the port. */
function refusedText({ pod }: PodAddress, port: number): string {
  const id = Buffer.from(pod.padEnd(16, '.')).toString('hex').slice(0, 32);
  return (
    `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace ` +
    `"/var/run/netns/cni-${id.slice(0, 8)}": failed to connect to localhost:${port} inside namespace "${id}", ` +
    `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
    'IPv6 dial tcp6: address localhost: no suitable address found '
  );
}

function portFrame(channel: number, port: number): Buffer {
  const frame = Buffer.alloc(3);
  frame.writeUInt8(channel, 0);
  frame.writeUInt16LE(port, 1);
  return frame;
}

function onChannel(channel: number, content: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(content.length + 1);
  frame[0] = channel;
  frame.set(content, 1);
  return frame;
}

export class Tunnels {
  readonly #options: TunnelOptions;
  readonly #open = new Set<Tunnel>();
  readonly #upgrader = new WebSocketServer({
    noServer: true,
    // Never v5: it is not defined for port-forward. A client that offers only others gets none and is refused before this.
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  #total = 0;
  #bytesToPods = 0;
  #bytesFromPods = 0;

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  get counts() {
    return {
      open: this.#open.size,
      total: this.#total,
      bytesToPods: this.#bytesToPods,
      bytesFromPods: this.#bytesFromPods,
    };
  }

  /** Cuts the connections of all tunnels, or of a pod's, without a closing frame. @returns how many */
  drop(address?: PodAddress): number {
    const chosen = [...this.#open].filter(
      (one) =>
        address === undefined || (one.address.namespace === address.namespace && one.address.pod === address.pod),
    );
    for (const tunnel of chosen) tunnel.drop();
    return chosen.length;
  }

  /** Protocols are negotiated by now (see `offersOurs`). */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, address: PodAddress, ports: readonly number[]): void {
    this.#upgrader.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket, address, ports));
  }

  #serve(webSocket: WebSocket, address: PodAddress, ports: readonly number[]): void {
    const streams = ports.map((port, index) => this.#forward(webSocket, address, port, index * 2));
    const tunnel: Tunnel = { address, socket: webSocket, drop: () => webSocket.terminate() };
    this.#open.add(tunnel);
    this.#total += 1;
    webSocket.on('message', (data: Buffer) => {
      const channel = data[0] ?? 0;
      // What a client sends on an error channel is thrown away by the kubelet too.
      if (channel % 2 === 0) this.#toPod(webSocket, streams[channel / 2], data.subarray(1));
    });
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('close', () => {
      this.#open.delete(tunnel);
      for (const stream of streams) stream?.destroy();
    });
  }

  #toPod(webSocket: WebSocket, stream: Socket | undefined, content: Buffer): void {
    if (stream === undefined || stream.destroyed) return;
    this.#bytesToPods += content.length;
    if (stream.write(content)) return;
    webSocket.pause();
    stream.once('drain', () => webSocket.resume());
  }

  #forward(webSocket: WebSocket, address: PodAddress, port: number, dataChannel: number): Socket | undefined {
    webSocket.send(portFrame(dataChannel, port));
    webSocket.send(portFrame(dataChannel + 1, port));
    const fail = (text: string) => {
      webSocket.send(onChannel(dataChannel + 1, Buffer.from(text)));
      webSocket.close();
    };
    const realPort = this.#options.cluster.realPort({ ...address, port });
    if (realPort === undefined) {
      fail(refusedText(address, port));
      return undefined;
    }
    const stream = connect({ host: '127.0.0.1', port: realPort, noDelay: true });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      if (error.code === 'ECONNREFUSED') fail(refusedText(address, port));
      else fail(`error forwarding port ${port} to pod ${address.pod}, uid : ${error.message}`);
    });
    this.#fromPod(webSocket, stream, dataChannel);
    return stream;
  }

  #fromPod(webSocket: WebSocket, stream: Socket, dataChannel: number): void {
    let pacing: NodeJS.Timeout | undefined;
    let ended = false;
    const resume = () => {
      if (pacing === undefined && webSocket.bufferedAmount < highWaterBytes) stream.resume();
    };
    const send = (chunk: Buffer) => {
      this.#bytesFromPods += chunk.length;
      webSocket.send(onChannel(dataChannel, chunk), resume);
      if (webSocket.bufferedAmount > highWaterBytes) stream.pause();
    };
    const sendLater = (chunk: Buffer, bytesPerSecond: number) => {
      stream.pause();
      pacing = setTimeout(
        () => {
          pacing = undefined;
          send(chunk);
          if (ended) webSocket.close();
        },
        (chunk.length / bytesPerSecond) * 1000,
      );
    };
    stream.on('data', (chunk: Buffer) => {
      const bytesPerSecond = this.#options.bytesPerSecond();
      if (bytesPerSecond === undefined) send(chunk);
      else sendLater(chunk, bytesPerSecond);
    });
    // The kubelet ends the whole WebSocket when the pod's side is over; everything sent before is in front of the close.
    stream.on('end', () => {
      ended = true;
      if (pacing === undefined) webSocket.close();
    });
    webSocket.on('close', () => clearTimeout(pacing));
  }
}

/** @returns whether a port-forward of this client can be spoken: no sub-protocol at all counts as binary v4, as at the kubelet */
export function offersOurs(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'];
  return offered === undefined || offered.split(',').some((one) => one.trim() === protocol);
}

/** The ports that a port-forward asks for; `ports=1&ports=2` and `ports=1,2`. */
export function portsOf(url: URL): readonly number[] {
  return [...url.searchParams.getAll('ports'), ...url.searchParams.getAll('port')]
    .flatMap((text) => text.split(','))
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536);
}
