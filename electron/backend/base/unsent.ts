/** Whether what failed was ever sent to whom it was for. */
import type { AppError } from '../../../shared/base/errors.ts';

const unsentCodes: ReadonlySet<string> = new Set([
  ...['portForward.forbidden', 'portForward.refused', 'portForward.noReadyPod', 'apiProxy.forbidden'],
  ...['api.forbidden', 'api.unauthorized', 'api.notFound', 'api.tls', 'api.busy'],
  // Of an address that was typed: no connection came about.
  ...['address.unreachable', 'address.tls', 'api.proxy'],
]);

/** The request was refused before it came to whom it was for. */
export function isUnsent({ code }: AppError): boolean {
  return unsentCodes.has(code) || code.startsWith('auth.');
}
