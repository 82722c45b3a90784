/** What a remote Prometheus says of itself: asked of its API, read in the catalog worker. */
import { z } from 'zod';
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { StatusKind } from '../../../../../shared/model/status.ts';
import { withDeadline } from '../../../base/deadline.ts';
import type { QueryOptions, SourceStatus, StatusSnapshot } from '../../source.ts';
import type { StreamClient } from '../api-client.ts';
import { type AskerDeps, closedBeneath, createAsker } from '../catalog/catalog-asker.ts';
import { metadataRequest } from '../catalog/catalog-requests.ts';
import { deadlinePassed } from '../failures.ts';
import { malformed } from '../parse/parse-errors.ts';
import type { ApiRequest } from '../request-params.ts';
import { isNotServed } from '../targets/targets-errors.ts';
import { activeRequest, allRequest, configRequest } from '../targets/targets-requests.ts';
import { openNoticeEvents } from './notice-events.ts';
import type { StatusJobs } from './status-jobs.ts';

const request = (path: string): ApiRequest => ({ path, params: new URLSearchParams() });

/** All of them but the blocks (3.6) and the notifications (3.0) are there from 2.42 to 3.x; other engines have some. https://prometheus.io/docs/prometheus/latest/querying/api/ */
const requests: Readonly<Record<StatusKind, ApiRequest>> = {
  config: configRequest,
  flags: request('/api/v1/status/flags'),
  runtimeinfo: request('/api/v1/status/runtimeinfo'),
  buildinfo: request('/api/v1/status/buildinfo'),
  rules: request('/api/v1/rules'),
  targets: allRequest,
  alerts: request('/api/v1/alerts'),
  alertmanagers: request('/api/v1/alertmanagers'),
  metadata: metadataRequest,
  tsdb: request('/api/v1/status/tsdb'),
  blocks: request('/api/v1/status/tsdb/blocks'),
  notifications: request('/api/v1/notifications'),
};

export function createPrometheusStatus(deps: AskerDeps & { readonly client: StreamClient }): SourceStatus {
  const { clock, client } = deps;
  const asker = createAsker(deps);
  /** With the dropped ones they were more than an answer may have. */
  let areTooMany = false;

  function ask(
    input: StatusJobs['status']['input'],
    { signal, timeoutMs }: QueryOptions,
    asked: ApiRequest = requests[input.kind],
  ): Promise<StatusSnapshot> {
    return asker.ask({ job: 'status', ...input }, { request: asked, by: 'read', timeoutMs, signal });
  }

  async function targets(options: QueryOptions): Promise<StatusSnapshot> {
    const kind = 'targets';
    const active = () => ask({ kind, form: 'steadyActive' }, options, activeRequest);
    if (areTooMany) return active();
    try {
      return await ask({ kind, form: 'steady' }, options);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'prometheus.tooLarge') throw error;
      areTooMany = true;
      return active();
    }
  }

  /** A few sentences, asked for over and over: no worker is kept, or started, for them. */
  async function notices({ signal, timeoutMs }: QueryOptions): Promise<StatusSnapshot> {
    const begunMs = clock.monotonic();
    const elapsedSeconds = () => (clock.monotonic() - begunMs) / 1000;
    const late = () => deadlinePassed(timeoutMs);
    const body = await withDeadline(signal, timeoutMs, late, (limited) =>
      client.get(requests.notifications, { signal: limited, elapsedSeconds }),
    );
    return { text: dataOf(body) };
  }

  return {
    async read(kind, options) {
      const atMs = clock.now();
      const { mostCharacters = Number.POSITIVE_INFINITY } = options;
      const said = await ifServed(options.signal, () =>
        kind === 'notifications' ? notices(options) : ask({ kind, form: 'asItIs', mostCharacters }, options),
      );
      return said === undefined ? undefined : { kind, text: said.text, atMs, seenUntilMs: atMs };
    },
    snapshot: (kind, options) =>
      ifServed(options.signal, () => (kind === 'targets' ? targets(options) : ask({ kind, form: 'steady' }, options))),
    noticeEvents: (signal) => openNoticeEvents(client, signal),
  };
}

const envelope = z.object({ status: z.literal('success'), data: z.unknown() });

/** They are a few sentences, and are read where they arrive. */
const mostNoticesLength = 64 * 1024;

/** @throws AppError prometheus.malformed */
function dataOf(body: string): string {
  if (body.length > mostNoticesLength)
    throw malformed('the notifications are longer than any would be', mostNoticesLength);
  let parsed: ReturnType<typeof envelope.safeParse>;
  let text: string | undefined;
  try {
    parsed = envelope.safeParse(JSON.parse(body));
    // What is nested too deeply can be read, and not be written.
    text = JSON.stringify(parsed.data?.data);
  } catch {
    throw malformed('the notifications are not JSON', 0);
  }
  if (!parsed.success) throw malformed('the notifications are no answer of the API', 0);
  return text ?? 'null';
}

/** @returns undefined where the server has no such thing */
export async function ifServed<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (isNotServed(error)) return undefined;
    throw closedBeneath(error);
  }
}
