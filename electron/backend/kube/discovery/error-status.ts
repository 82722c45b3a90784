/** The HTTP status behind a failure, where there was one. */
import type { AppError, ErrorCode } from '../../../../shared/base/errors.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  'api.unauthorized': 401,
  'api.forbidden': 403,
  'api.notFound': 404,
  'portForward.forbidden': 403,
  'apiProxy.forbidden': 403,
};

export function statusOfError({ code, details }: AppError): number | undefined {
  return typeof details.status === 'number' ? details.status : statuses[code];
}
