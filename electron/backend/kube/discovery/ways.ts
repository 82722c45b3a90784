/** Tries one way to one candidate, and writes down what came of it: a port-forward, the API server's proxy, or an address outside. */
import { AppError, type ErrorDetails } from '../../../../shared/base/errors.ts';
import type { Right, Transport } from '../../../../shared/model/diagnosis.ts';
import type { Candidate } from './candidates.ts';
import { portForwardRights, proxyRights } from './rights.ts';
import type { OpenedWay, WayOptions, WayServices } from './way.ts';
import { openByAddress } from './way-address.ts';
import { openByPortForward } from './way-port-forward.ts';
import { openByProxy } from './way-proxy.ts';

export const transports: readonly Transport[] = ['port-forward', 'proxy', 'address'];

export type WayResult =
  | { readonly kind: 'opened'; readonly candidate: Candidate; readonly transport: Transport; readonly way: OpenedWay }
  | {
      readonly kind: 'failed';
      readonly candidate: Candidate;
      readonly transport: Transport;
      /** Undefined where there is no such way. */
      readonly error: AppError | undefined;
    };

/** Never fails where the cluster, the service or the network does. @throws CancelledError */
export async function tryWay(
  services: WayServices,
  candidate: Candidate,
  transport: Transport,
  options: WayOptions,
): Promise<WayResult> {
  const { recorder } = services;
  const outcome = (value: Parameters<typeof recorder.way>[2]) => recorder.way(candidate.id, transport, value);
  outcome({ kind: 'trying' });
  try {
    const way = await open(services, candidate, transport, options);
    if (way === undefined) {
      outcome({ kind: 'none' });
      return { kind: 'failed', candidate, transport, error: undefined };
    }
    const { answerMs, version, engine, pathPrefix } = way.probed;
    outcome({ kind: 'answered', ms: answerMs, version, engine, pathPrefix, url: way.url });
    return { kind: 'opened', candidate, transport, way };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { url } = error.details;
    outcome({
      kind: 'failed',
      error: error.toData(),
      missing: await missingRight(services, candidate, error),
      url: typeof url === 'string' ? url : undefined,
    });
    return { kind: 'failed', candidate, transport, error };
  }
}

function open(
  services: WayServices,
  candidate: Candidate,
  transport: Transport,
  options: WayOptions,
): Promise<OpenedWay | undefined> {
  if (transport === 'address') return openByAddress(services, candidate, options);
  const openIt = transport === 'proxy' ? openByProxy : openByPortForward;
  return openIt(services, candidate, options).catch((error: unknown) => {
    if (candidate.secure || !wantsTls(error)) throw error;
    return openIt(services, { ...candidate, secure: true }, options);
  });
}

/**
 * Go's servers and nginx answer plain HTTP on a port that speaks TLS with 400 ("Client sent an HTTP request to an HTTPS server"); others send
 * an alert, which is no HTTP, or close the connection.
 */
function wantsTls(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const { code, details } = error;
  if (code === 'probe.notPrometheus') return details.status === 400;
  if (code === 'probe.failed') return details.status === undefined;
  return code === 'apiProxy.failed' && /malformed HTTP response|EOF$/.test(String(details.serverMessage ?? ''));
}

/** The right that is why, as the API server says it when asked; where it cannot be asked, as its refusal says it. */
async function missingRight(
  { rights }: WayServices,
  { id, service: { namespace } }: Candidate,
  { code, details }: AppError,
): Promise<Right | undefined> {
  // Of a list on the way: it has named the right itself.
  if (code === 'api.forbidden') return deniedRight(details);
  const forward = code === 'portForward.forbidden';
  if (!forward && code !== 'apiProxy.forbidden') return undefined;
  const missing = await rights.firstMissing(forward ? portForwardRights(namespace) : proxyRights(namespace), id);
  if (missing !== undefined) return missing;
  return deniedRight({ ...details, resource: forward ? 'pods/portforward' : 'services/proxy', namespace });
}

function deniedRight({ verb = 'get', resource = '', namespace = '', serverMessage = '' }: ErrorDetails): Right {
  const group = resource === 'endpointslices' ? 'discovery.k8s.io' : '';
  const what = { verb: String(verb), group, resource: String(resource), namespace: String(namespace) };
  return { ...what, allowed: false, reason: String(serverMessage) };
}
