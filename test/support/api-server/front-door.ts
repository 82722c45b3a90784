/** Where the double listens: TLS with a certificate of its authority, always on the same port, behind a network that can fail if wanted. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { CertificateAuthority } from '../certificates.ts';
import { Gate } from '../gate.ts';

export interface FrontDoorOptions {
  readonly authority: CertificateAuthority;
  /** 0: any free one. */
  readonly port: number;
  readonly isGated: boolean;
  /** The names in the certificate instead of the usual ones; then none of its addresses. */
  readonly serverNames: readonly string[] | undefined;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export class FrontDoor {
  readonly gate: Gate | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #totalConnections = 0;

  constructor(options: FrontDoorOptions) {
    this.#server = this.#createServer(options);
    this.gate = options.isGated ? new Gate(() => this.#port, options.port) : undefined;
    this.#port = options.isGated ? 0 : options.port;
  }

  /** That clients use. */
  get port(): number {
    return this.gate?.port ?? this.#port;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  get totalConnections(): number {
    return this.#totalConnections;
  }

  async open(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    await this.gate?.listen();
  }

  /** Cuts every connection; later ones are refused until it opens again. */
  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    const gateClosed = this.gate?.close();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, gateClosed]);
  }

  /** For good. */
  async stop(): Promise<void> {
    await this.close();
    await this.gate?.stop();
  }

  #createServer({ authority, serverNames, onRequest, onUpgrade }: FrontDoorOptions): Server {
    const { certPem, keyPem } = serverNames === undefined ? authority.server() : authority.server(serverNames, []);
    const server = createServer({
      cert: certPem,
      key: keyPem,
      ca: authority.certPem,
      // As the real one: a certificate of another authority is not a failed handshake but a 401.
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: 90_000,
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('secureConnection', () => {
      this.#totalConnections += 1;
    });
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.on('request', onRequest);
    server.on('upgrade', onUpgrade);
    return server;
  }
}
