/** Connections to one origin over the Network, kept alive and pooled: for addresses that the user typed, and those that were found. */
import type net from 'node:net';
import type { Dispatcher } from 'undici';
import { AppError, CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import { connectionReason } from '../base/connection-reason.ts';
import { abortable } from '../base/deadline.ts';
import { createGate, type Gate } from '../base/gate.ts';
import { plainHeaders } from '../base/plain-headers.ts';
import { poolConnector } from '../base/pool-connector.ts';
import { type AnswerSink, receiveFrom } from '../base/receive-answer.ts';
import { Pool } from '../base/undici.ts';
import type { Requester, RequestOptions } from '../sources/source.ts';
import type { HttpPool, Network, OpenHttpPool } from './network.ts';

/** As many as a browser opens to one server; a dashboard's further queries wait here and not in the server. */
const most = 6;

/** Shorter than the idle time-outs of load balancers (60 s is common). */
const keepAliveMs = 30_000;

export function createHttpPools(network: Network): OpenHttpPool {
  return (target) => openPool(network, target);
}

function openPool(network: Network, target: Parameters<OpenHttpPool>[0]): HttpPool {
  const closing = new AbortController();
  const sockets = new Set<net.Socket>();
  const broken = new Emitter<void>();
  const { origin } = target.url;
  const connect = async () => {
    try {
      const socket = await network.connect(target, closing.signal);
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    } catch (error) {
      throw connectFailure(origin, error);
    }
  };
  const pool = new Pool(origin, {
    // The gates hold back who would wait for a connection in here: undici ends a connection for a request that was cancelled meanwhile.
    connections: most + 2,
    keepAliveTimeout: keepAliveMs,
    // A slow query is its caller's to end, by its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: poolConnector(connect),
  });
  const requester = (gate: Gate, onBroken = () => broken.fire()): Requester => {
    const sending = { pool, gate, closing: closing.signal, onBroken, headers: target.headers };
    return {
      request: (options) => send(sending, options),
      receive: (options, sink) => receive(sending, options, sink),
    };
  };
  return {
    requester: requester(createGate(most)),
    urgent: requester(createGate(1)),
    // A proxy that ends what takes long says nothing about the server.
    lasting: requester(createGate(1), () => undefined),
    onBroken: broken.event,
    async close() {
      closing.abort();
      broken.dispose();
      await pool.destroy(new CancelledError());
      await Promise.all([...sockets].map(end));
    },
  };
}

interface Sending {
  readonly pool: Pool;
  readonly gate: Gate;
  readonly closing: AbortSignal;
  readonly onBroken: () => void;
  /** They go out with every request. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

async function send(
  { pool, gate, closing, onBroken, headers }: Sending,
  options: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  const signal = options.signal === undefined ? closing : AbortSignal.any([options.signal, closing]);
  const leave = await gate.enter(signal);
  const broke = (error: unknown) => {
    if (!signal.aborted && isBroken(error)) onBroken();
  };
  try {
    const all = { ...options, headers: { ...plainHeaders(options.headers), ...headers }, signal };
    const late = ({ body }: Dispatcher.ResponseData) => void body.on('error', () => undefined).destroy();
    // undici looks at the signal only once there is a connection.
    const answer = await abortable(signal, pool.request(all), late);
    answer.body.once('close', leave).once('error', broke);
    return answer;
  } catch (error) {
    leave();
    broke(error);
    throw signal.aborted ? new CancelledError() : error;
  }
}

/** Who waits at the gate when the pool closes is let in one after the other, and refused by the pool. */
async function receive(
  { pool, gate, closing, onBroken, headers }: Sending,
  options: RequestOptions,
  sink: AnswerSink,
): Promise<void> {
  const leave = await gate.enter(options.signal);
  const isCancelled = () => closing.aborted || options.signal?.aborted === true;
  try {
    if (closing.aborted) throw new CancelledError();
    const all =
      headers === undefined ? options : { ...options, headers: { ...plainHeaders(options.headers), ...headers } };
    // A connection that never comes about never lets go of it.
    await abortable(options.signal ?? closing, receiveFrom(pool, all, sink));
  } catch (error) {
    if (isCancelled()) throw new CancelledError();
    if (isBroken(error)) onBroken();
    throw error;
  } finally {
    leave();
  }
}

/** Where no connection came about, and where the caller has gone, nothing broke. */
function isBroken(error: unknown): boolean {
  return !(error instanceof AppError) && !isCancellation(error);
}

function connectFailure(url: string, error: unknown): unknown {
  if (error instanceof AppError || isCancellation(error)) return error;
  const { kind, reason } = connectionReason(
    error,
    'its certificate comes from an authority that neither the system nor the settings know',
  );
  const details = { url, reason };
  return kind === 'tls'
    ? new AppError('address.tls', `No secure connection to ${url}: ${reason}.`, { details, cause: error })
    : new AppError('address.unreachable', `${url} cannot be reached: ${reason}.`, {
        details,
        retryable: true,
        cause: error,
      });
}

function end(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    socket.destroy();
  });
}
