/**
 * The TSDB admin API of a remote Prometheus. What changes something is sent once: where its answer is lost, that is said, and nothing is sent
 * again. https://prometheus.io/docs/prometheus/latest/querying/api/#tsdb-admin-apis
 */
import { AppError, isCancellation } from '../../../../../shared/base/errors.ts';
import type { SampleSelection } from '../../../../../shared/model/tsdb-admin.ts';
import { withDeadline } from '../../../base/deadline.ts';
import { isUnsent } from '../../../base/unsent.ts';
import type { Clock, LogSink } from '../../../ports.ts';
import type { ChangeOptions, SourceAdmin } from '../../source.ts';
import type { BytesClient, BytesResponse } from '../api-client.ts';
import { everything, matchOf, seconds } from '../catalog/catalog-requests.ts';
import { deadlinePassed, notJson } from '../failures.ts';
import type { ForcedMatchers } from '../forced-matchers.ts';
import type { ApiRequest } from '../request-params.ts';

export interface AdminDeps {
  readonly client: Pick<BytesClient, 'change'>;
  readonly matchers: ForcedMatchers;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: LogSink;
}

export function createPrometheusAdmin({ client, matchers, clock, log }: AdminDeps): SourceAdmin {
  async function change(request: ApiRequest, { signal, timeoutMs, onlyTo }: ChangeOptions): Promise<void> {
    const startMs = clock.monotonic();
    const elapsedSeconds = () => Math.round((clock.monotonic() - startMs) / 100) / 10;
    const late = () => deadlinePassed(timeoutMs);
    try {
      await withDeadline(signal, timeoutMs, late, async (limited) => {
        const answer = await client.change(request, { signal: limited, elapsedSeconds, onlyTo });
        if (answer.status !== 204) throw await failureOf(answer);
        answer.body.resume();
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw told(error);
    }
    log.write('info', 'prometheus', 'the TSDB was changed', { path: request.path });
  }

  return {
    deleteSeries: async (selection, options) => change(deletion(selection, matchers), options),
    cleanTombstones: (options) =>
      change({ path: '/api/v1/admin/tsdb/clean_tombstones', params: new URLSearchParams() }, options),
  };
}

/** Without a span, all time is what is deleted. @throws AppError prometheus.badData, address.badMatchers */
function deletion({ selector, span }: SampleSelection, matchers: ForcedMatchers): ApiRequest {
  // To a catalogue, nothing means everything.
  if (selector.trim() === '') throw new AppError('prometheus.badData', 'The selector is empty: nothing was sent.');
  const params = new URLSearchParams({ 'match[]': matchOf(selector, matchers) ?? everything });
  if (span !== undefined) {
    params.set('start', seconds(span.startMs));
    params.set('end', seconds(span.endMs));
  }
  return { path: '/api/v1/admin/tsdb/delete_series', params };
}

/** A page for people that says 200 is no success. */
async function failureOf(answer: BytesResponse): Promise<AppError> {
  const { status, contentType, body } = answer;
  if (status < 200 || status >= 300) return answer.failure();
  body.destroy();
  return notJson(status, contentType);
}

/** What a failure says about whether anything was done: what is not known to be undone is not known. */
function told(error: unknown): unknown {
  // Nobody gave it up: its connection was closed, and it may have been written by then.
  if (isCancellation(error)) return unsure('the connection was closed', error);
  if (!(error instanceof AppError)) return error;
  const { code, message, details } = error;
  if (isUnsent(error) || code === 'tsdbAdmin.otherServer' || code === 'prometheus.agent') return error;
  const serverMessage = String(details.serverMessage ?? '');
  switch (code) {
    case 'prometheus.badData':
      return new AppError('tsdbAdmin.refused', `Prometheus refused it: ${serverMessage}`, {
        details: { serverMessage },
      });
    case 'prometheus.execution':
      return new AppError('tsdbAdmin.failed', `Prometheus failed at it: ${serverMessage}`, {
        details: { serverMessage },
      });
    case 'prometheus.unavailable':
      if (!/admin APIs disabled/i.test(serverMessage)) return unsure(withoutStop(message), error);
      return new AppError('tsdbAdmin.off', 'The admin API of this Prometheus is off.', { details: { serverMessage } });
    case 'prometheus.http':
      return isRefusal(Number(details.status)) ? error : unsure(withoutStop(message), error);
    default:
      return unsure(withoutStop(message), error);
  }
}

/** A redirect was not followed, and what a 4xx stands for was not done; but for a wait that somebody between gave up. */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 499;
}

const withoutStop = (text: string) => text.replace(/\.$/, '');

/** @param reason without a full stop. */
function unsure(reason: string, cause: unknown): AppError {
  return new AppError('tsdbAdmin.unsure', `Whether Prometheus did it is not known: ${reason}.`, {
    details: { reason },
    cause,
  });
}
