import { describe, expect, it } from 'vitest';
import { createPrometheusAdmin } from '../../../../../electron/backend/sources/prometheus/admin/prometheus-admin.ts';
import { createApiClient } from '../../../../../electron/backend/sources/prometheus/api-client.ts';
import { forcedMatchers } from '../../../../../electron/backend/sources/prometheus/forced-matchers.ts';
import type { RequestOptions } from '../../../../../electron/backend/sources/source.ts';
import { AppError, CancelledError, type ErrorCode } from '../../../../../shared/base/errors.ts';

const log = { write: () => undefined };
const options = { signal: new AbortController().signal, timeoutMs: 10_000 };

function open(request: (options: RequestOptions) => Promise<never>) {
  const client = createApiClient({ dispatcher: { request }, origin: 'http://prom', pathPrefix: '' }, log);
  return createPrometheusAdmin({ client, matchers: forcedMatchers(''), clock: performanceClock, log });
}
const performanceClock = { monotonic: () => performance.now() };

describe('a change whose way fails', () => {
  const codeOf = async (thrown: unknown) => {
    const admin = open(() => Promise.reject(thrown));
    const failure = await admin.cleanTombstones(options).catch((error: unknown) => error);
    return failure instanceof AppError ? failure.code : failure;
  };
  const failure = (code: ErrorCode, details = {}) => new AppError(code, 'It failed.', { details });

  it.each([
    failure('portForward.forbidden'),
    failure('portForward.noReadyPod'),
    failure('portForward.refused', { reason: 'dial tcp 127.0.0.1:9090: connect: connection refused' }),
    failure('api.forbidden'),
    failure('api.busy', { status: 429 }),
    failure('auth.execFailed'),
    failure('address.unreachable'),
    failure('tsdbAdmin.otherServer'),
  ])('says what did, where nothing was sent: $code', async (error) => {
    expect(await codeOf(error)).toBe(error.code);
  });

  it.each([
    failure('portForward.closed'),
    failure('portForward.refused', { reason: 'read tcp 127.0.0.1:9090: connection reset by peer' }),
    failure('api.unreachable'),
    failure('api.timeout'),
    failure('api.busy', { status: 503 }),
    failure('api.failed'),
    failure('apiProxy.failed'),
    Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
    new CancelledError(),
  ])('may have come about all the same: %o', async (error) => {
    expect(await codeOf(error)).toBe('tsdbAdmin.unsure');
  });

  it('is sent once, to the pod that was looked at', async () => {
    const sent: (string | undefined)[] = [];
    const admin = open(async ({ onlyTo, idempotent }) => {
      sent.push(`${onlyTo} ${idempotent}`);
      throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    });
    await admin.deleteSeries({ selector: 'up' }, { ...options, onlyTo: 'prom-0' }).catch(() => undefined);
    expect(sent).toEqual(['prom-0 false']);
  });
});
