/** An Alertmanager or a Pushgateway at an address that a person typed: asked from this computer, with what was typed for it, and no cluster between. */
import { AppError } from '../../../../shared/base/errors.ts';
import { type CompanionKind, companionNames } from '../../../../shared/model/companion.ts';
import type { HttpPool } from '../../network/network.ts';
import { type CompanionAnswer, callCompanion, failedAnswer } from './companion-call.ts';
import { usualPrefixes } from './companion-services.ts';
import type { OpenCompanion } from './open-companion.ts';
import { probeCompanion } from './probe-companion.ts';

interface TypedPlace {
  /** With the path before `/api`, where one was typed. */
  readonly url: URL;
  /** Its own: closed with it, and where it does not answer. */
  readonly pool: HttpPool;
}

export interface TypedCompanion extends OpenCompanion {
  readonly version: string;
  /** The path before `/api` that answered. */
  readonly foundPrefix: string;
}

export type OpenTypedCompanion = (
  place: TypedPlace,
  options: { readonly kind: CompanionKind; readonly signal: AbortSignal },
) => Promise<TypedCompanion>;

/** @throws AppError companion.*, address.*; CancelledError */
export const openTypedCompanion: OpenTypedCompanion = async ({ url, pool }, { kind, signal }) => {
  const { origin } = url;
  const typed = url.pathname.replace(/\/+$/, '');
  const at = { target: origin, requester: pool.requester, origin };
  // Where a path was typed, nothing else of the same origin is taken for it; people paste the address of its metrics.
  const prefixes = typed === '' ? usualPrefixes(kind) : [typed, typed.replace(/\/metrics$/, '')];
  try {
    const found = await probeCompanion(at, { kind, signal, prefixes, onlyPrefixes: typed !== '' });
    const { pathPrefix, version } = found;
    return {
      ...{ id: origin + pathPrefix, transport: 'address', pathPrefix: '', foundPrefix: pathPrefix, version },
      pod: () => '',
      call: (request) => callCompanion({ ...at, pathPrefix }, request),
      failure: (answer) => refusedLogin(kind, origin, answer) ?? failedAnswer(kind, origin, answer),
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close();
    if (!(error instanceof AppError) || error.code !== 'companion.unauthorized') throw error;
    throw loginRefused(kind, origin, Number(error.details.status));
  }
};

function refusedLogin(kind: CompanionKind, target: string, { status }: CompanionAnswer): AppError | undefined {
  return status === 401 || status === 403 ? loginRefused(kind, target, status) : undefined;
}

function loginRefused(kind: CompanionKind, target: string, status: number): AppError {
  const what = companionNames[kind];
  const text = `${target} refuses the login that was typed for it, or wants one (${status}).`;
  return new AppError('companion.loginRefused', text, { details: { what, target, status } });
}
