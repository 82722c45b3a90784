/**
 * A network that can fail, in front of a real port: connections pass through it byte by byte until it is told to freeze (nothing moves,
 * nobody is told: a VPN that dropped, a machine out of range), to cut, to refuse, or to be slow.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';

/** Does nothing before `listen()`; `stop()` ends it. `const gate = new Gate(() => prometheus.port); await gate.listen(); gate.port` */
export class Gate {
  /** Of every piece of data, each way. */
  latencyMs = 0;
  readonly #to: () => number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #waiting: (() => void)[] = [];
  #isFrozen = false;
  #port: number;
  #connections = 0;

  /** @param to where the connections lead, on this machine; asked anew for each. @param port 0: any free one */
  constructor(to: () => number, port = 0) {
    this.#to = to;
    this.#port = port;
    this.#server = createServer({ noDelay: true }, (client) => this.#pass(client));
  }

  get port(): number {
    return this.#port;
  }

  /** Connections so far. */
  get connections(): number {
    return this.#connections;
  }

  get openConnections(): number {
    // Each has two sides.
    return Math.ceil(this.#sockets.size / 2);
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Nothing moves any more, on old connections and on new ones, which are still accepted. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** What was held back goes on its way. @param cut end the connections instead, as a router that forgot them does */
  thaw(cut = false): void {
    if (cut) this.cut();
    this.#isFrozen = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Ends every connection, whatever is under way. @returns how many */
  cut(): number {
    const count = this.openConnections;
    for (const socket of this.#sockets) socket.destroy();
    return count;
  }

  /** Refuses connections and ends those that are open, until `listen` is called again. */
  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** On the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    await this.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#waiting = [];
  }

  #pass(client: Socket): void {
    this.#connections += 1;
    const server = connect({ host: '127.0.0.1', port: this.#to(), noDelay: true });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(this.#valve()).pipe(server);
    server.pipe(this.#valve()).pipe(client);
    const ends = [
      [client, server],
      [server, client],
    ] as const;
    for (const [one, other] of ends) {
      one.on('close', () => {
        this.#sockets.delete(one);
        // An end in good order goes through the valve, behind the data; anything else is a cut.
        if (one.errored !== null || !one.readableEnded) other.destroy();
      });
    }
  }

  #valve(): Transform {
    const pass = (chunk: Buffer | undefined, done: TransformCallback) => {
      this.#whenOpen(() => done(null, chunk));
    };
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => pass(chunk, done),
      flush: (done) => pass(undefined, done),
    });
  }

  #whenOpen(go: () => void): void {
    const goUnlessFrozen = () => {
      if (this.#isFrozen) this.#waiting.push(go);
      else go();
    };
    if (this.latencyMs <= 0) {
      goUnlessFrozen();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      goUnlessFrozen();
    }, this.latencyMs);
    this.#timers.add(timer);
  }
}
