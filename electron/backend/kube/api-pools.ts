/**
 * The HTTP connections to one API server, by the TLS material that they were made with: a certificate that was rotated gets connections
 * of its own, and the old ones end when they are done.
 */
import type net from 'node:net';
import type { Dispatcher } from 'undici';
import { CancelledError } from '../../../shared/base/errors.ts';
import { poolConnector } from '../base/pool-connector.ts';
import { Pool } from '../base/undici.ts';
import type { TlsMaterial } from '../network/network.ts';
import type { ApiAccess } from './api-access.ts';

/** Enough for discovery's parallel questions. HTTP/1.1: the API server's double speaks no other, and one call is one connection. */
const callConnections = 6;

/** Shorter than the idle time-outs of load balancers before an API server (60 s is common). */
const keepAliveMs = 30_000;

interface PoolPair {
  /** For calls, which are short. */
  readonly calls: Dispatcher;
  /** For streams, which may take long: a connection for each, so that none waits for another. */
  readonly streams: Dispatcher;
}

export interface ApiPools {
  of(tls: TlsMaterial | undefined): PoolPair;
  /** What is under way fails with CancelledError. */
  close(): Promise<void>;
}

/** @param connect ends its sockets itself when all is closed. */
export function createApiPools(
  access: ApiAccess,
  connect: (tls: TlsMaterial | undefined) => Promise<net.Socket>,
): ApiPools {
  const open = new Set<Pool>();
  let current: (PoolPair & { readonly tls: TlsMaterial | undefined; readonly pools: readonly Pool[] }) | undefined;

  function make(tls: TlsMaterial | undefined, connections: number | null): Pool {
    const pool = new Pool(access.url.origin, {
      connections,
      keepAliveTimeout: keepAliveMs,
      // Calls have one deadline of their own, which covers these.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      connect: poolConnector(() => connect(tls)),
    });
    open.add(pool);
    return pool;
  }

  async function retire(pool: Pool): Promise<void> {
    await pool.close();
    open.delete(pool);
  }

  return {
    of(tls) {
      if (current !== undefined && current.tls === tls) return current;
      // Rejects only where it was destroyed meanwhile.
      for (const pool of current?.pools ?? []) retire(pool).catch(() => open.delete(pool));
      const [calls, streams] = [make(tls, callConnections), make(tls, null)];
      current = { tls, calls, streams, pools: [calls, streams] };
      return current;
    },
    async close() {
      await Promise.all([...open].map((pool) => pool.destroy(new CancelledError())));
    },
  };
}
