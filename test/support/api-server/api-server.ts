/**
 * A double of the Kubernetes API server, for tests: HTTP/1.1 over TLS with an authority of its own, users with rules, the objects of a
 * Cluster with lists and watches, and port-forwards and proxies to real processes. It holds no cluster logic but the endpoints that follow
 * services and pods; what happens over time (rollouts.ts) a test says.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type CertificateAuthority, createAuthority, type KeyAndCertificate, type Validity } from '../certificates.ts';
import type { Gate } from '../gate.ts';
import type { OidcTrust } from '../oidc-provider.ts';
import { Authentication } from './authentication.ts';
import type { Cluster } from './cluster.ts';
import { answerFault, Faults, statusOfFault, upgradeRefusal } from './faults.ts';
import { FrontDoor } from './front-door.ts';
import type { KubeconfigContext, KubeconfigCredentials } from './kubeconfig.ts';
import { type RequestInfo, requestInfo } from './request-info.ts';
import { type Recording, RequestLog, type RequestRecord } from './request-log.ts';
import {
  badRequest,
  rawResponse,
  rawStatus,
  type StatusAnswer,
  StatusError,
  sendStatus,
  unauthorized,
} from './responses.ts';
import { route } from './routes.ts';
import { offersOurs, portsOf, Tunnels } from './tunnels.ts';
import { type ApiUser, allowingRule, clusterAdmin, forbidden, type Requester } from './users.ts';
import { Watches } from './watches.ts';

export interface ApiServerOptions {
  readonly cluster: Cluster;
  /** By default one: `admin`, of cluster-admin's rules, with the token `admin-token`. */
  readonly users?: readonly ApiUser[];
  /** Providers whose id tokens are accepted: `[provider.trust]`. */
  readonly oidc?: readonly OidcTrust[];
  /** 0, the default: any free one. */
  readonly port?: number;
  /** Behind a network that can fail: see `network`. Costs a hop on loopback, so it is off by default. */
  readonly gated?: boolean;
  /** The names of its certificate, which then has no address: a client needs `tls-server-name`. */
  readonly serverNames?: readonly string[];
}

export type SignInBy = 'certificate' | 'token' | 'basic';

export interface ApiServerCounts {
  readonly requests: number;
  readonly openConnections: number;
  readonly totalConnections: number;
  readonly openTunnels: number;
  readonly totalTunnels: number;
  readonly openWatches: number;
  readonly totalWatches: number;
  readonly bytesToPods: number;
  readonly bytesFromPods: number;
}

const defaultUsers: readonly ApiUser[] = [{ name: 'admin', token: 'admin-token', rules: clusterAdmin }];

/** @returns a running double; its `stop()` ends every connection */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServerDouble> {
  const double = new ApiServerDouble(options);
  await double.comeBack();
  return double;
}

export class ApiServerDouble {
  readonly cluster: Cluster;
  readonly faults = new Faults();
  /** To end, to cut, and to send bookmarks to. */
  readonly watches = new Watches();
  /** Tokens and passwords to give out, to end and to change. */
  readonly authentication: Authentication;
  readonly #authority: CertificateAuthority = createAuthority('kubernetes');
  readonly #door: FrontDoor;
  readonly #tunnels: Tunnels;
  readonly #log = new RequestLog();
  readonly #stopWatchingPods: () => void;

  constructor(options: ApiServerOptions) {
    const { cluster, users = defaultUsers, oidc = [], port = 0, gated: isGated = false, serverNames } = options;
    this.cluster = cluster;
    this.authentication = new Authentication(users, oidc);
    this.#tunnels = new Tunnels({ cluster, bytesPerSecond: () => this.faults.tunnelBytesPerSecond });
    this.#stopWatchingPods = cluster.onPodGone((address) => this.#tunnels.drop(address));
    this.#door = new FrontDoor({
      authority: this.#authority,
      port,
      isGated,
      serverNames,
      onRequest: (request, response) => void this.#serve(request, response),
      onUpgrade: (request, socket, head) => void this.#upgrade(request, socket, head),
    });
  }

  get port(): number {
    return this.#door.port;
  }

  /** The network between the clients and a gated double: `freeze`, `thaw`, `cut`, `latencyMs`. */
  get network(): Gate {
    if (this.#door.gate === undefined) throw new Error('start the double with `gated: true`');
    return this.#door.gate;
  }

  /** https://127.0.0.1:PORT */
  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  get caPem(): string {
    return this.#authority.certPem;
  }

  get counts(): ApiServerCounts {
    const { open, total, bytesToPods, bytesFromPods } = this.#tunnels.counts;
    return {
      requests: this.#log.count,
      openConnections: this.#door.openConnections,
      totalConnections: this.#door.totalConnections,
      openTunnels: open,
      totalTunnels: total,
      openWatches: this.watches.counts.open,
      totalWatches: this.watches.counts.total,
      bytesToPods,
      bytesFromPods,
    };
  }

  /** The requests so far, oldest first (the last 10,000). */
  get requests(): readonly RequestRecord[] {
    return this.#log.records;
  }

  /** A client certificate, also for a user that the double does not know (who then has no rules). @param validity a day by default */
  clientCertificate(user: string, groups: readonly string[] = [], validity?: Validity): KeyAndCertificate {
    return this.#authority.client({ commonName: user, organizations: groups }, validity);
  }

  /**
   * A context for `kubeconfigYaml`: by client certificate unless a token or a password is asked for, or credentials are given. What else a
   * context may have (`proxyUrl` …) is spread over what this gives.
   */
  context(user: string, context: string, how: SignInBy | KubeconfigCredentials = 'certificate'): KubeconfigContext {
    const credentials = typeof how === 'string' ? this.#credentials(user, how) : how;
    return { context, server: this.url, caPem: this.caPem, user: `${context}-${user}`, credentials };
  }

  /** Cuts every tunnel, or those to a pod. @returns how many */
  dropTunnels(address?: { readonly namespace: string; readonly pod: string }): number {
    return this.#tunnels.drop(address);
  }

  /** Stops listening and cuts every connection; `comeBack` listens again on the same port. */
  async goDown(): Promise<void> {
    this.#tunnels.drop();
    await this.#door.close();
  }

  async comeBack(): Promise<void> {
    await this.#door.open();
  }

  /** Down for a while, then back on the same port. */
  async restart(downMs: number): Promise<void> {
    await this.goDown();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.comeBack();
  }

  async stop(): Promise<void> {
    this.#stopWatchingPods();
    this.#tunnels.drop();
    await this.#door.stop();
  }

  #credentials(name: string, how: SignInBy): KubeconfigCredentials {
    const user = this.authentication.user(name);
    if (how === 'certificate') return { kind: how, certificate: this.clientCertificate(name, user?.groups) };
    if (how === 'basic') return { kind: how, user: name, password: this.authentication.password(name) ?? '' };
    if (user?.token === undefined) throw new Error(`the user ${name} has no token`);
    return { kind: 'token', token: user.token };
  }

  /** Who asks, by now in the record too; 'refused' where the refusal was sent. */
  #identify(request: IncomingMessage, record: Recording, refuse: (answer: StatusAnswer) => void) {
    try {
      const requester = this.authentication.requester(request);
      record.user = requester?.name ?? '';
      return requester;
    } catch (error) {
      refuse(answerOf(error));
      return 'refused';
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const record = this.#log.add(request);
    response.on('close', () => {
      if (response.headersSent) record.code = response.statusCode;
    });
    response.on('error', () => response.destroy());
    const requester = this.#identify(request, record, (answer) => sendStatus(request, response, answer));
    if (requester === 'refused') return;
    const info = requestInfo(request.method ?? 'GET', url);
    if (this.faults.latencyMs > 0) await untilOrGone(this.faults.latencyMs, request.socket);
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
      const address = `127.0.0.1:${this.port}`;
      await route(
        {
          request,
          response,
          url,
          attributes,
          requester: allowed,
          cluster: this.cluster,
          watches: this.watches,
          requestCounts: this.#log.counts,
          address,
        },
        info.type,
      );
    } catch (error) {
      sendStatus(request, response, answerOf(error));
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', this.url);
    const record = this.#log.add(request);
    const info = requestInfo(request.method ?? 'GET', url);
    const refuse = (text: string | undefined) => {
      const code = /^HTTP\/1.1 (\d+)/.exec(text ?? '')?.[1];
      record.code = code === undefined ? undefined : Number(code);
      socket.end(text);
    };
    const requester = this.#identify(request, record, (answer) => refuse(rawStatus(answer)));
    if (requester === 'refused') return;
    if (this.faults.latencyMs > 0) await untilOrGone(this.faults.latencyMs, socket);
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
      refuse(rawStatus(answerOf(error)));
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

async function untilOrGone(ms: number | Promise<unknown>, socket: Duplex): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = typeof ms === 'number' ? setTimeout(resolve, ms) : undefined;
    if (typeof ms !== 'number') void ms.then(() => resolve());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
