/**
 * The ways to ports of pods: a pool of port-forwarded connections for each, kept alive from one scrape to the next; and where a
 * port-forward is refused, by rights or by what stands before the API server, the API server's own proxy to the pod.
 */
import type { Dispatcher } from 'undici';
import { AppError } from '../../../../shared/base/errors.ts';
import { labelValue } from '../../../../shared/model/labels.ts';
import { withDeadline } from '../../base/deadline.ts';
import { readInto, receiveAnswer } from '../../base/receive-answer.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { TunnelPool, TunnelPoolOptions } from '../../kube/tunnel-pool.ts';
import type { secureTunnel } from '../../kube/tunnel-tls.ts';
import type { Requester, RequestOptions } from '../../sources/source.ts';
import type { RoutedTarget, TargetRoute } from '../scrape-plan.ts';
import { apiRequester } from './api-route.ts';
import { checkBelowProxy, podProxyPath } from './proxy-path.ts';

export interface PodRouteServices {
  readonly client: Pick<KubeClient, 'openPortForward' | 'requester' | 'server' | 'user'>;
  /** kube/tunnel-pool.ts has it. */
  readonly openPool: (options: TunnelPoolOptions) => Pick<TunnelPool, 'requester' | 'close'>;
  /** kube/tunnel-tls.ts has it. */
  readonly secureTunnel: typeof secureTunnel;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  /** Of a tunnel, and then of TLS in it; 15 s. */
  readonly openTimeoutMs?: number;
}

interface PodPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly port: number;
  readonly isSecure: boolean;
}

type Headers = Dispatcher.ResponseData['headers'];

interface OpenPool {
  readonly place: PodPlace;
  readonly pool: Pick<TunnelPool, 'requester' | 'close'>;
  usedMs: number;
}

/** Finding it out again costs a refused upgrade a pod; rights may be given meanwhile. */
const rememberRefusalMs = 600_000;

/** The scrape's own deadline is shorter; this one is for a tunnel that nobody waits for any more. */
const openTimeoutMs = 15_000;

/**
 * Each tunnel is a connection to the API server and a stream in a kubelet. Beyond so many they end soon after their scrape, and are opened
 * anew for the next: dearer, and bounded.
 */
const mostKeptTunnels = 256;
const shortKeepAliveMs = 500;

/** A scrape at a time, and one by hand. */
const connections = 2;

/** That a pool lasts from one scrape of the slowest job to the next. */
const keepAliveMs = 75_000;
const idlePoolMs = 180_000;

/** The port-forward did not come to be: nothing was asked of the pod. */
class NotOpened extends Error {
  readonly refusal: AppError;

  constructor(refusal: AppError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export class PodRoutes implements TargetRoute {
  readonly #services: PodRouteServices;
  readonly #closing = new AbortController();
  readonly #pools = new Map<string, OpenPool>();
  /** Namespaces whose port-forwards are refused, '' for all of them; until when that is believed. */
  readonly #refused = new Map<string, number>();
  readonly #ending = new Set<Promise<void>>();

  constructor(services: PodRouteServices) {
    this.#services = services;
  }

  /** Pools that stand, for the load and for tests. */
  get openPools(): number {
    return this.#pools.size;
  }

  to(target: RoutedTarget) {
    const place = placeOf(target);
    const { url } = target;
    const [origin, path] = [`http://${url.host}`, url.pathname + url.search];
    // Also where it comes to the proxy: nothing but paths below the pod's own is asked there.
    return { requester: this.#requester(place, origin), origin, path, redirects: 'own' as const };
  }

  /** Ends the ways to pods that are gone, and those that nobody has used for minutes. */
  keepOnly(hasPod: (namespace: string, pod: string) => boolean): void {
    const oldest = this.#services.monotonic() - idlePoolMs;
    for (const [key, { place, usedMs, pool }] of this.#pools) {
      if (usedMs >= oldest && hasPod(place.namespace, place.pod)) continue;
      this.#pools.delete(key);
      this.#end(pool);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const { pool } of this.#pools.values()) this.#end(pool);
    this.#pools.clear();
    await Promise.all(this.#ending);
  }

  #end(pool: OpenPool['pool']): void {
    const ending = pool.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #requester(place: PodPlace, origin: string): Requester {
    return {
      request: (options) => this.#request(place, origin, options),
      receive: async (options, sink) => {
        if (this.#isRefused(place.namespace)) return readInto(await this.#request(place, origin, options), sink);
        try {
          return await receiveAnswer(this.#pool(place, origin).requester('normal'), options, sink);
        } catch (error) {
          return readInto(await this.#afterRefusal(place, options, refusalIn(error)), sink);
        }
      },
    };
  }

  async #request(place: PodPlace, origin: string, options: RequestOptions) {
    const { namespace } = place;
    if (!this.#isRefused(namespace)) return this.#byForward(place, origin, options);
    const proxied = await this.#byProxy(place, options).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'api.forbidden')) throw error;
      return undefined;
    });
    if (proxied !== undefined) return proxied;
    // What was refused for another pod may be had for this one, and the proxy may not.
    const answer = await this.#byForward(place, origin, options);
    for (const believed of [namespace, '']) this.#refused.delete(believed);
    return answer;
  }

  async #byForward(place: PodPlace, origin: string, options: RequestOptions) {
    try {
      return await this.#pool(place, origin).requester('normal').request(options);
    } catch (error) {
      return await this.#afterRefusal(place, options, refusalIn(error));
    }
  }

  /** The proxy instead; where that answers, it is believed for a while that the refusal holds. @throws AppError that says both failures */
  async #afterRefusal(place: PodPlace, options: RequestOptions, refusal: AppError) {
    const answer = await this.#byProxy(place, options).catch((error: unknown) => {
      throw error instanceof AppError ? bothFailed(refusal, error) : error;
    });
    const until = this.#services.monotonic() + rememberRefusalMs;
    if (refusal.code === 'portForward.forbidden') this.#refused.set(place.namespace, until);
    else if (!isOfPod(refusal)) this.#refused.set('', until);
    return answer;
  }

  async #byProxy(place: PodPlace, options: RequestOptions) {
    const { client } = this.#services;
    const own = podProxyPath(client.server, place);
    checkBelowProxy(client.server, options.path);
    const path = own.replaceAll(':', '%3A') + options.path;
    const answer = await apiRequester(client, 'pods/proxy').request({ ...options, path });
    return { ...answer, headers: withOwnLocation(answer.headers, own) };
  }

  #isRefused(namespace: string): boolean {
    const now = this.#services.monotonic();
    return [namespace, ''].some((one) => (this.#refused.get(one) ?? 0) > now);
  }

  #pool(place: PodPlace, origin: string): OpenPool['pool'] {
    const key = JSON.stringify(place);
    const known = this.#pools.get(key);
    const usedMs = this.#services.monotonic();
    if (known !== undefined) {
      known.usedMs = usedMs;
      return known.pool;
    }
    const isKept = this.#pools.size < mostKeptTunnels;
    const pool = this.#services.openPool({
      origin,
      most: connections,
      keepAliveMs: isKept ? keepAliveMs : shortKeepAliveMs,
      open: () => this.#open(place),
    });
    this.#pools.set(key, { place, pool, usedMs });
    return pool;
  }

  async #open({ namespace, pod, port, isSecure }: PodPlace) {
    const { client, secureTunnel: secure, openTimeoutMs: timeoutMs = openTimeoutMs } = this.#services;
    const { signal } = this.#closing;
    const tunnel = await client
      .openPortForward({ namespace, pod, port }, { signal, timeoutMs })
      .catch((error: unknown) => {
        throw error instanceof AppError ? new NotOpened(error) : error;
      });
    if (!isSecure) return tunnel;
    // What is opening stands in the way of every later scrape: one that never ends would end the target.
    const late = () => new Error('net/http: TLS handshake timeout');
    const securing = withDeadline(signal, timeoutMs, late, (limited) => secure(tunnel, `${pod}.${namespace}`, limited));
    return securing.catch((error: unknown) => {
      tunnel.destroy();
      throw error;
    });
  }
}

/** The API server puts its own path before the one that the pod redirects to. */
function withOwnLocation(headers: Headers, own: string): Headers {
  const location = String(headers.location ?? '');
  const at = location.indexOf(`${own}/`);
  return at < 0 ? headers : { ...headers, location: location.slice(at + own.length) };
}

/** @throws AppError portForward.noReadyPod */
function placeOf({ discovered, url }: RoutedTarget): PodPlace {
  const value = (name: string) => labelValue(discovered, `__meta_kubernetes_${name}`) ?? '';
  const [namespace, pod] = [value('namespace'), value('pod_name')];
  const isSecure = url.protocol === 'https:';
  if (pod === '' || namespace === '') {
    const service = value('service_name');
    throw new AppError(
      'portForward.noReadyPod',
      `No pod stands behind ${url.host} of the service ${namespace}/${service}, and only pods can be reached.`,
      {
        details: { service, namespace },
      },
    );
  }
  return { namespace, pod, uid: value('pod_uid'), port: Number(url.port) || (isSecure ? 443 : 80), isSecure };
}

/** @throws what did not come of a refusal */
function refusalIn(error: unknown): AppError {
  if (!(error instanceof NotOpened)) throw error;
  if (!isRefusal(error.refusal)) throw error.refusal;
  return error.refusal;
}

/** Of the API server, or of what stands before it; not that the pod is gone or the network is. */
function isRefusal({ code }: AppError): boolean {
  return ['portForward.forbidden', 'portForward.refused', 'api.notJson', 'api.failed'].includes(code);
}

/** The kubelet has said something about this pod, and nothing about others. */
function isOfPod(refusal: AppError): boolean {
  return (
    refusal.code === 'portForward.refused' &&
    refusal.cause instanceof AppError &&
    refusal.cause.details.serverMessage !== undefined
  );
}

function bothFailed(first: AppError, second: AppError): AppError {
  const { details, retryable } = first;
  return new AppError(first.code, `By port-forward: ${first.message} By the API server's proxy: ${second.message}`, {
    ...{ details, retryable },
    cause: second,
  });
}
