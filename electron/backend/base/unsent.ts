/** Whether what failed was ever sent to whom it was for. */
import type { AppError } from '../../../shared/base/errors.ts';

const unsentCodes: ReadonlySet<string> = new Set([
  ...['portForward.forbidden', 'portForward.noReadyPod', 'apiProxy.forbidden'],
  ...['api.forbidden', 'api.unauthorized', 'api.notFound', 'api.tls'],
  // Of an address that was typed: no connection came about.
  ...['address.unreachable', 'address.tls', 'api.proxy'],
]);

const known = new WeakSet<object>();

/** For whoever knows that nothing went out: `error` again, known as such. */
export function throwUnsent(error: unknown): never {
  if (typeof error === 'object' && error !== null) known.add(error);
  throw error;
}

/** The request was refused before it came to whom it was for, or never left. */
export function isUnsent(error: AppError): boolean {
  if (known.has(error)) return true;
  const { code, details } = error;
  // The API server had too much to do; by 503 it may also mean what it passed the request on to.
  if (code === 'api.busy') return details.status === 429;
  // Said of whatever becomes of a tunnel inside the pod: that nobody listened there, or that it broke off later.
  if (code === 'portForward.refused') return /refused|dial/i.test(String(details.reason));
  return unsentCodes.has(code) || code.startsWith('auth.');
}
