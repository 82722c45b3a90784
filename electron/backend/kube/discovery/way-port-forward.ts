/** The way through a port-forward to one of the service's pods. */
import type { ServerInfo } from '../../../../shared/model/context.ts';
import { resolveServiceTarget } from '../service-target.ts';
import { type TunnelDispatcher, tunnelDispatcher } from '../tunnel-dispatcher.ts';
import { secureTunnel } from '../tunnel-tls.ts';
import type { Candidate } from './candidates.ts';
import { recordProbe } from './record-probe.ts';
import type { OpenedWay, WayOptions, WayServices } from './way.ts';

/** Finding the pod, opening the tunnel and the questions. A healthy candidate takes four round trips. */
const timeoutMs = 5000;

/**
 * The tunnel stays open where the probe succeeds, and is the caller's then.
 * @throws AppError portForward.*, probe.*, api.*; CancelledError
 */
export async function openByPortForward(
  services: WayServices,
  candidate: Candidate,
  { signal, matchers }: WayOptions,
): Promise<OpenedWay> {
  const { recorder, probe } = services;
  const { id, foundBy, prefixes, onlyPrefixes = false } = candidate;
  const origin = serviceOrigin(candidate);
  const written = writtenTunnel(services, candidate);
  const tunnel = tunnelDispatcher({ origin, ...written });
  try {
    const at = { dispatcher: tunnel.dispatcher, origin };
    const place = { candidate: id, transport: 'port-forward', origin } as const;
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
    written.stopWriting();
    const { pathPrefix } = probed;
    const endpoint = { ...at, pathPrefix, lasting: tunnel.lasting, ...(matchers !== '' && { matchers }) };
    return {
      probed,
      server: {
        endpoint,
        urgentEndpoint: { ...endpoint, dispatcher: tunnel.urgent },
        onBroken: tunnel.onBroken,
        server: serverInfo(candidate, tunnel, probed),
        close: () => tunnel.close(),
      },
    };
  } catch (error) {
    await tunnel.close();
    throw error;
  }
}

/** What the `Host` header says. */
export function serviceOrigin({ service: { name, namespace, port }, secure }: Candidate): string {
  return `${secure ? 'https' : 'http'}://${name}.${namespace}.svc:${port.port}`;
}

/** Finds pods and opens tunnels, and writes it down until discovery is over: later ones are no part of the diagnosis. */
function writtenTunnel({ client, recorder }: WayServices, { id, service, secure }: Candidate) {
  const { namespace, name } = service;
  /** A pod's second tunnel says nothing new. */
  const written = new Set<string>();
  let writing = true;
  return {
    async findPod(avoid: ReadonlySet<string>, options: { readonly signal: AbortSignal; readonly timeoutMs: number }) {
      let ready: readonly string[] = [];
      const onReady = (pods: readonly string[]) => {
        ready = pods;
      };
      const find = () => resolveServiceTarget(client, service, { ...options, avoid, onReady });
      if (!writing) return find();
      const asked = { kind: 'findPods', facts: { service: name, namespace }, candidate: id } as const;
      return recorder.step(asked, find, () => ({
        kind: 'pods',
        facts: { count: ready.length, names: ready.join(', ') },
        status: 200,
      }));
    },
    open(
      target: Parameters<typeof client.openPortForward>[0],
      options: { readonly signal: AbortSignal; readonly timeoutMs: number },
    ) {
      const openIt = async () => {
        const tunnel = await client.openPortForward(target, options);
        return secure ? secureTunnel(tunnel, `${name}.${namespace}.svc`, options.signal) : tunnel;
      };
      if (!writing || written.has(target.pod)) return openIt();
      written.add(target.pod);
      const { pod, port } = target;
      const asked = { kind: 'portForward', facts: { pod, port }, candidate: id } as const;
      return recorder.step(asked, openIt, () => ({ kind: 'open', status: 101 }));
    },
    stopWriting() {
      writing = false;
    },
  };
}

/** The pod may change as pods do; while there is none, it is the last one. */
function serverInfo(
  { service: { namespace, name, port } }: Candidate,
  tunnel: TunnelDispatcher,
  { version, engine, pathPrefix }: OpenedWay['probed'],
): () => ServerInfo {
  let pod = tunnel.pod() ?? '';
  return () => {
    pod = tunnel.pod() ?? pod;
    const found = { namespace, service: name, port: port.port, version, engine, pathPrefix };
    return { transport: 'port-forward', pod, ...found };
  };
}
