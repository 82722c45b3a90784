/** Errors that are the status's own. */
import { AppError } from '../../../../../shared/base/errors.ts';
import type { StatusKind } from '../../../../../shared/model/status.ts';

export function statusTooLarge(kind: StatusKind, mostCharacters: number): AppError {
  const limitMiB = mostCharacters / 2 ** 20;
  const text = `What the server says of itself (${kind}) is larger than ${limitMiB} MiB.`;
  return new AppError('status.tooLarge', text, { details: { kind, limitMiB } });
}
