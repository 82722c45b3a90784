/** A server that does to whoever scrapes it what its path says; each path is another way to be slow, huge, or lying. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface HostileServer {
  readonly port: number;
  /** Connections that are open now. */
  readonly sockets: number;
  /** Bytes that were taken off its hands, by path. */
  readonly sent: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const crlf = '\r\n';
const text = 'Content-Type: text/plain; version=0.0.4';
const head = (status: string, ...headers: readonly string[]) =>
  `HTTP/1.1 ${status}${crlf}${[...headers].map((line) => line + crlf).join('')}${crlf}`;

/** A gibibyte of one letter in a mebibyte, made of members of 16 MiB, as gzip allows it. */
const bomb = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(16 * 2 ** 20, 'a'))));
const packed = gzipSync('m 1\n');

/** What a body may have before it is refused. */
export const hostileMostBytes = 4 * 2 ** 20;

type Act = (socket: Socket) => void;

function whole(socket: Socket, ...parts: readonly (string | Uint8Array)[]): void {
  for (const part of parts) socket.write(part);
}

function gzipped(socket: Socket, bytes: Uint8Array): void {
  whole(socket, head('200 OK', text, 'Content-Encoding: gzip', `Content-Length: ${bytes.length}`), bytes);
}

function padded(socket: Socket, bytes: number): void {
  whole(socket, head('200 OK', text, `Content-Length: ${bytes}`), bodyOf(bytes));
}

const bodyOf = (bytes: number) => `m 1\n# ${' '.repeat(bytes - 7)}\n`;

const answers: Readonly<Record<string, Act>> = {
  '/good': (socket) => whole(socket, head('200 OK', text, 'Content-Length: 4'), 'm 1\n'),
  '/packed': (socket) =>
    whole(socket, head('200 OK', text, 'Content-Encoding: gzip', `Content-Length: ${packed.length}`), packed),
  '/silent': () => undefined,
  '/trickle': (socket) => {
    socket.write(head('200 OK', text));
    const timer = setInterval(() => socket.write('m'), 20);
    socket.once('close', () => clearInterval(timer));
  },
  '/endless': (socket) => {
    socket.write(head('200 OK', text));
    pour(socket, Buffer.from('m{a="b"} 1\n'.repeat(6000)));
  },
  // A chunk for each byte.
  '/crumbs': (socket) => {
    socket.write(head('200 OK', text, 'Transfer-Encoding: chunked'));
    pour(socket, Buffer.from(`1${crlf}a${crlf}`.repeat(10_000)));
  },
  '/bomb': (socket) => {
    socket.write(head('200 OK', text, 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`));
    socket.write(bomb);
  },
  '/endless-header': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
    pour(socket, Buffer.alloc(65_536, 'a'));
  },
  '/zeros-after-gzip': (socket) => gzipped(socket, Buffer.concat([packed, Buffer.alloc(20)])),
  '/empty-gzip': (socket) => gzipped(socket, Buffer.alloc(0)),
  '/shouted-gzip': (socket) =>
    whole(socket, head('200 OK', text, 'Content-Encoding: GZIP', `Content-Length: ${packed.length}`), packed),
  '/full': (socket) => padded(socket, hostileMostBytes),
  '/nearly-full': (socket) => padded(socket, hostileMostBytes - 1),
  '/full-packed': (socket) => gzipped(socket, gzipSync(bodyOf(hostileMostBytes))),
  '/nearly-full-packed': (socket) => gzipped(socket, gzipSync(bodyOf(hostileMostBytes - 1))),
  '/bad-chunk': (socket) =>
    whole(socket, head('200 OK', text, 'Transfer-Encoding: chunked'), `4${crlf}m 1\n${crlf}zz${crlf}`),
  '/not-gzip': (socket) => whole(socket, head('200 OK', text, 'Content-Encoding: gzip', 'Content-Length: 4'), 'm 1\n'),
  '/cut-gzip': (socket) => {
    const cut = packed.subarray(0, packed.length - 10);
    whole(socket, head('200 OK', text, 'Content-Encoding: gzip', `Content-Length: ${cut.length}`), cut);
  },
  '/too-short': (socket) => {
    whole(socket, head('200 OK', text, 'Content-Length: 100'), 'm 1\n');
    socket.end();
  },
  '/resets': (socket) => socket.resetAndDestroy(),
  '/closes': (socket) => socket.end(),
  '/resets-later': (socket) => {
    socket.write(head('200 OK', text, 'Content-Length: 100'));
    socket.write('m 1\n', () => socket.resetAndDestroy());
  },
  '/no-http': (socket) => whole(socket, 'SSH-2.0-OpenSSH_9.2\r\n'),
  '/html': (socket) => whole(socket, head('200 OK', 'Content-Type: text/html', 'Content-Length: 13'), '<html></html>'),
  '/no-type': (socket) => whole(socket, head('200 OK', 'Content-Length: 4'), 'm 1\n'),
  '/teapot': (socket) => whole(socket, head("418 I'm a teapot", text, 'Content-Length: 4'), 'm 1\n'),
  '/within': (socket) => whole(socket, head('302 Found', 'Location: /good', 'Content-Length: 0')),
  '/nine-hops': (socket) => whole(socket, head('302 Found', 'Location: /hop?left=7', 'Content-Length: 0')),
  '/ten-hops': (socket) => whole(socket, head('302 Found', 'Location: /hop?left=8', 'Content-Length: 0')),
  '/circle': (socket) => whole(socket, head('301 Moved', 'Location: /circle', 'Content-Length: 0')),
  '/elsewhere': (socket) =>
    whole(socket, head('302 Found', 'Location: http://user:secret@localhost:1/x?token=s', 'Content-Length: 0')),
};

export const hostilePaths: readonly string[] = Object.keys(answers);

/** @param path /hop?left=… */
function hop(socket: Socket, path: string): void {
  const left = Number(path.split('=')[1]);
  const to = left > 0 ? `/hop?left=${left - 1}` : '/good';
  whole(socket, head('302 Found', `Location: ${to}`, 'Content-Length: 0'));
}

/** As fast as the other side takes it, for as long as it is there. */
function pour(socket: Socket, part: Uint8Array): void {
  const more = () => {
    while (!socket.destroyed && socket.write(part));
  };
  socket.on('drain', more);
  more();
}

export async function startHostileServer(): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const sent = new Map<string, number>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let path = '';
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      sent.set(path, Math.max(sent.get(path) ?? 0, socket.bytesWritten));
    });
    socket.on('data', (data) => {
      const [, asked = ''] = /^GET (\S+)/.exec(data.toString('latin1')) ?? [];
      path = asked;
      if (path.startsWith('/hop')) hop(socket, path);
      else answers[path]?.(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sent,
    get sockets() {
      return sockets.size;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
