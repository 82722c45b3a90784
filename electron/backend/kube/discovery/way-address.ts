/** The way to an address outside the cluster that leads to the service. Nothing but the questions goes there: no credentials, ever. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { OutsideAddress } from './addresses-of.ts';
import type { Candidate } from './candidates.ts';
import { firstInOrder } from './first-in-order.ts';
import { recordProbe } from './record-probe.ts';
import type { OpenedWay, WayOptions, WayServices } from './way.ts';

/** Connecting, TLS and the questions. An address inside a network that is not ours never answers, so it is given little. */
const timeoutMs = 4000;

/**
 * All of them at once; the first in order that answers.
 * @returns undefined where there is none. @throws AppError address.*, probe.*, api.proxy of the first; CancelledError
 */
export async function openByAddress(
  services: WayServices,
  candidate: Candidate,
  options: WayOptions,
): Promise<OpenedWay | undefined> {
  const addresses = await services.routes.to(candidate);
  let failure: AppError | undefined;
  const attempts = addresses.map((address) => async (signal: AbortSignal) => {
    try {
      return await openAddress(services, candidate, address, { ...options, signal });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (address === addresses[0]) failure = withUrl(error, address);
      return undefined;
    }
  });
  const opened = await firstInOrder(attempts, options.signal, (way) => way.server.close());
  if (opened === undefined && failure !== undefined) throw failure;
  return opened;
}

async function openAddress(
  { openHttp, recorder, probe }: WayServices,
  { id, foundBy, onlyPrefixes = false }: Candidate,
  { origin: url, prefixes }: OutsideAddress,
  { signal, matchers }: WayOptions,
): Promise<OpenedWay> {
  const { origin } = url;
  const pool = openHttp({ url });
  try {
    const at = { dispatcher: pool.requester, origin };
    const place = { candidate: id, transport: 'address', origin } as const;
    const probed = await recordProbe(recorder, place, (hooks) =>
      probe(at, {
        signal,
        timeoutMs,
        target: origin,
        prefixes,
        onlyPrefixes,
        takesAgents: foundBy === 'choice',
        matchers,
        ...hooks,
      }),
    );
    const { version, engine, pathPrefix } = probed;
    const endpoint = { ...at, pathPrefix, lasting: pool.lasting, ...(matchers !== '' && { matchers }) };
    const asked = origin + pathPrefix;
    return {
      probed,
      url: asked,
      server: {
        endpoint,
        urgentEndpoint: { ...endpoint, dispatcher: pool.urgent },
        onBroken: pool.onBroken,
        server: () => ({ transport: 'address', url: asked, service: id, version, engine, pathPrefix }),
        close: () => pool.close(),
      },
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function withUrl(error: AppError, { origin }: OutsideAddress): AppError {
  const { code, message, retryable, cause } = error;
  return new AppError(code, message, { details: { ...error.details, url: origin.origin }, retryable, cause });
}
