/**
 * A double of the Kubernetes API server, for tests: HTTP/1.1 over TLS with an authority of its own, users with rules, the objects of
 * a Cluster, and port-forwards to real processes. It holds no cluster logic but the endpoints that follow services and pods.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type CertificateAuthority, createAuthority, type KeyAndCertificate } from '../certificates.ts';
import type { Cluster } from './cluster.ts';
import { answerFault, Faults, statusOfFault, upgradeRefusal } from './faults.ts';
import type { KubeconfigContext } from './kubeconfig.ts';
import { type RequestInfo, requestInfo } from './request-info.ts';
import {
  badRequest,
  rawResponse,
  type StatusAnswer,
  StatusError,
  sendStatus,
  statusBody,
  unauthorized,
} from './responses.ts';
import { route } from './routes.ts';
import { offersOurs, portsOf, Tunnels } from './tunnels.ts';
import { type ApiUser, allowingRule, authenticate, clusterAdmin, forbidden, type Requester } from './users.ts';

export interface ApiServerOptions {
  readonly cluster: Cluster;
  /** By default one: `admin`, of cluster-admin's rules, with the token `admin-token`. */
  readonly users?: readonly ApiUser[];
  /** 0, the default: any free one. */
  readonly port?: number;
}

export interface RequestRecord {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** '' where authentication failed. */
  readonly user: string;
  /** Undefined while (or because) it was not answered; 101 for an accepted upgrade. */
  code: number | undefined;
}

export interface ApiServerCounts {
  readonly requests: number;
  readonly openConnections: number;
  readonly totalConnections: number;
  readonly openTunnels: number;
  readonly totalTunnels: number;
  readonly bytesToPods: number;
  readonly bytesFromPods: number;
}

const defaultUsers: readonly ApiUser[] = [{ name: 'admin', token: 'admin-token', rules: clusterAdmin }];

/** The log of requests forgets its oldest above this. */
const recordLimit = 10_000;

/** @returns a running double; its `stop()` ends every connection */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServerDouble> {
  const double = new ApiServerDouble(options);
  await double.comeBack();
  return double;
}

export class ApiServerDouble {
  readonly cluster: Cluster;
  readonly faults = new Faults();
  readonly #users: readonly ApiUser[];
  readonly #authority: CertificateAuthority = createAuthority('kubernetes');
  readonly #server: Server;
  readonly #tunnels: Tunnels;
  readonly #sockets = new Set<Duplex>();
  readonly #records: RequestRecord[] = [];
  readonly #stopWatchingPods: () => void;
  #port: number;
  #requests = 0;
  #totalConnections = 0;

  constructor({ cluster, users = defaultUsers, port = 0 }: ApiServerOptions) {
    this.cluster = cluster;
    this.#users = users;
    this.#port = port;
    this.#tunnels = new Tunnels({ cluster, bytesPerSecond: () => this.faults.tunnelBytesPerSecond });
    this.#stopWatchingPods = cluster.onPodGone((address) => this.#tunnels.drop(address));
    this.#server = this.#createServer();
  }

  get port(): number {
    return this.#port;
  }

  /** https://127.0.0.1:PORT */
  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get caPem(): string {
    return this.#authority.certPem;
  }

  get counts(): ApiServerCounts {
    const { open, total, bytesToPods, bytesFromPods } = this.#tunnels.counts;
    return {
      requests: this.#requests,
      openConnections: this.#sockets.size,
      totalConnections: this.#totalConnections,
      openTunnels: open,
      totalTunnels: total,
      bytesToPods,
      bytesFromPods,
    };
  }

  /** The requests so far, oldest first (the last 10,000). */
  get requests(): readonly RequestRecord[] {
    return this.#records;
  }

  /** A client certificate, also for a user that the double does not know (who then has no rules). */
  clientCertificate(user: string, groups: readonly string[] = []): KeyAndCertificate {
    return this.#authority.client({ commonName: user, organizations: groups });
  }

  /** A context for `kubeconfigYaml`, by client certificate unless a token is asked for. */
  context(user: string, context: string, how: 'certificate' | 'token' = 'certificate'): KubeconfigContext {
    const known = this.#users.find((one) => one.name === user);
    const entry = { context, server: this.url, caPem: this.caPem, user: `${context}-${user}` };
    if (how === 'certificate') {
      return {
        ...entry,
        credentials: { kind: 'certificate', certificate: this.clientCertificate(user, known?.groups) },
      };
    }
    if (known?.token === undefined) throw new Error(`the user ${user} has no token`);
    return { ...entry, credentials: { kind: 'token', token: known.token } };
  }

  /** Cuts every tunnel, or those to a pod. @returns how many */
  dropTunnels(address?: { readonly namespace: string; readonly pod: string }): number {
    return this.#tunnels.drop(address);
  }

  /** Stops listening and cuts every connection; `comeBack` listens again on the same port. */
  async goDown(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#tunnels.drop();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    this.#stopWatchingPods();
    await this.goDown();
  }

  #createServer(): Server {
    const { certPem, keyPem } = this.#authority.server();
    const server = createServer({
      cert: certPem,
      key: keyPem,
      ca: this.#authority.certPem,
      // As the real one: a certificate of another authority is not a failed handshake but a 401.
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: 90_000,
    });
    server.on('connection', (socket: Socket) => this.#track(socket));
    server.on('secureConnection', () => {
      this.#totalConnections += 1;
    });
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.on('request', (request, response) => void this.#serve(request, response));
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
    return server;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #record(request: IncomingMessage, user: string): RequestRecord {
    const record = { method: request.method ?? '', path: request.url ?? '', user, code: undefined };
    this.#requests += 1;
    this.#records.push(record);
    if (this.#records.length > recordLimit) this.#records.shift();
    return record;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const requester = authenticate(request, this.#users);
    const record = this.#record(request, requester?.name ?? '');
    response.on('finish', () => {
      record.code = response.statusCode;
    });
    response.on('error', () => response.destroy());
    const info = requestInfo(request.method ?? 'GET', url);
    const fault = this.faults.take({ request, url, isUpgrade: false, requester });
    if (fault?.kind === 'delay') await untilOrGone(fault.ms, request.socket);
    else if (fault !== undefined) {
      answerFault(fault, response, (one) => statusOfFault(one, requester, info.attributes));
      return;
    }
    if (response.destroyed) return;
    try {
      const allowed = admit(requester, info);
      const { attributes } = info;
      const address = `127.0.0.1:${this.#port}`;
      await route(
        { request, response, url, attributes, requester: allowed, cluster: this.cluster, address },
        info.type,
      );
    } catch (error) {
      sendStatus(request, response, answerOf(error));
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', this.url);
    const requester = authenticate(request, this.#users);
    const record = this.#record(request, requester?.name ?? '');
    const info = requestInfo(request.method ?? 'GET', url);
    const refuse = (text: string | undefined) => {
      const code = /^HTTP\/1.1 (\d+)/.exec(text ?? '')?.[1];
      record.code = code === undefined ? undefined : Number(code);
      socket.end(text);
    };
    const fault = this.faults.take({ request, url, isUpgrade: true, requester });
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'delay') await untilOrGone(fault.ms, socket);
    else if (fault !== undefined) {
      refuse(upgradeRefusal(fault, (one) => statusOfFault(one, requester, info.attributes)));
      return;
    }
    if (socket.destroyed) return;
    try {
      admit(requester, info);
      const target = this.#forwardTarget(info);
      const ports = portsOf(url);
      if (ports.length === 0) throw new StatusError(badRequest('query parameter "port" is required'));
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        throw new StatusError(badRequest('the double speaks no SPDY: upgrade to websocket'));
      }
      if (!offersOurs(request)) {
        refuse(rawResponse(403, 'Forbidden', 'text/plain', ''));
        return;
      }
      record.code = 101;
      this.#tunnels.accept(request, socket, head, target, ports);
    } catch (error) {
      const answer = answerOf(error);
      refuse(rawResponse(answer.code, answer.reason, 'application/json', `${JSON.stringify(statusBody(answer))}\n`));
    }
  }

  /** @throws StatusError where this is no port-forward, or its pod is not there or has no node */
  #forwardTarget({ attributes }: RequestInfo): { namespace: string; pod: string } {
    if (attributes.kind !== 'resource' || attributes.resource !== 'pods' || attributes.subresource !== 'portforward') {
      throw new StatusError({
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
      });
    }
    const { namespace = '', name = '' } = attributes;
    const pod = this.cluster.pod({ namespace, pod: name });
    if (pod === undefined) {
      const details = { name, kind: 'pods' };
      throw new StatusError({ code: 404, reason: 'NotFound', message: `pods "${name}" not found`, details });
    }
    if (pod.spec.nodeName === undefined) throw new StatusError(badRequest(`pod ${name} does not have a host assigned`));
    return { namespace, pod: name };
  }
}

/** @throws StatusError 401 or 403 */
function admit(requester: Requester | undefined, { attributes }: RequestInfo): Requester {
  if (requester === undefined) throw new StatusError(unauthorized);
  if (allowingRule(requester, attributes) === undefined) throw new StatusError(forbidden(requester, attributes));
  return requester;
}

/** A bug of the double is answered too, with its stack, so that the test that met it shows it. */
function answerOf(error: unknown): StatusAnswer {
  if (error instanceof StatusError) return error.answer;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 500, reason: 'InternalError', message: `a bug in the API server's double: ${text}` };
}

async function untilOrGone(ms: number, socket: Duplex): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
