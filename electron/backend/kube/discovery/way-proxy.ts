/** The way through the API server's proxy to the service. */
import { serviceProxy } from '../service-proxy.ts';
import type { Candidate } from './candidates.ts';
import { recordProbe } from './record-probe.ts';
import type { OpenedWay, WayOptions, WayServices } from './way.ts';
import { serviceOrigin } from './way-port-forward.ts';

/** A healthy candidate takes two round trips. */
const timeoutMs = 5000;

/** @throws AppError apiProxy.*, probe.*, api.*; CancelledError */
export async function openByProxy(
  { client, recorder, probe }: WayServices,
  candidate: Candidate,
  { signal, matchers }: WayOptions,
): Promise<OpenedWay> {
  const { id, service, secure, foundBy, prefixes, onlyPrefixes = false } = candidate;
  const proxy = serviceProxy(client, service, secure);
  try {
    const at = { dispatcher: proxy.dispatcher, origin: serviceOrigin(candidate) };
    const place = { candidate: id, transport: 'proxy', origin: at.origin } as const;
    const probed = await recordProbe(recorder, place, (hooks) =>
      probe(at, {
        signal,
        timeoutMs,
        target: id,
        prefixes,
        onlyPrefixes,
        takesAgents: foundBy === 'choice',
        matchers,
        ...hooks,
      }),
    );
    const { version, engine, pathPrefix } = probed;
    const endpoint = { ...at, pathPrefix, lasting: proxy.lasting, ...(matchers !== '' && { matchers }) };
    const { namespace, name, port } = service;
    return {
      probed,
      server: {
        endpoint,
        urgentEndpoint: { ...endpoint, dispatcher: proxy.urgent },
        onBroken: proxy.onBroken,
        server: () => ({
          transport: 'proxy',
          namespace,
          service: name,
          port: port.port,
          version,
          engine,
          pathPrefix,
        }),
        close: () => proxy.close(),
      },
    };
  } catch (error) {
    await proxy.close();
    throw error;
  }
}
