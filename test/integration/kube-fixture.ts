/** What the tests of contexts, kube and connections share: contexts of the double, clients, and a source without a worker. */

import { parseKubeconfig } from '../../electron/backend/contexts/kubeconfig-file.ts';
import type { ResolvedContext } from '../../electron/backend/contexts/merge-group.ts';
import { mergeGroup } from '../../electron/backend/contexts/merge-group.ts';
import type { HttpEndpoint, Source } from '../../electron/backend/sources/source.ts';
import { AppError, CancelledError, errorText, isCancellation } from '../../shared/base/errors.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { type KubeconfigContext, kubeconfigYaml } from '../support/api-server/kubeconfig.ts';

/** As a kubeconfig that holds it gives it. */
export function resolveContext(context: KubeconfigContext): ResolvedContext {
  const bytes = new TextEncoder().encode(kubeconfigYaml([context]));
  const [merged] = mergeGroup('test', [{ path: 'config', kubeconfig: parseKubeconfig('config', bytes) }]);
  if (merged === undefined) throw new Error('the kubeconfig has no context');
  return merged.resolve();
}

export function contextOf(double: ApiServerDouble, user = 'admin', how?: 'certificate' | 'token'): ResolvedContext {
  return resolveContext(double.context(user, 'ctx', how));
}

/** Resolves when the condition holds; for what has no event to wait for. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The body of a GET through a dispatcher. */
export async function fetchText(
  { dispatcher, origin }: Pick<HttpEndpoint, 'dispatcher' | 'origin'>,
  path: string,
): Promise<string> {
  const { body } = await dispatcher.request({ origin, path, method: 'GET' });
  return body.text();
}

/** Instant queries only, parsed here: connections need no more of a source. */
export function plainSource({ dispatcher, origin, pathPrefix }: HttpEndpoint): Source {
  async function ask(expr: string, signal: AbortSignal): Promise<readonly (readonly [number, string])[]> {
    try {
      const { statusCode, body } = await dispatcher.request({
        origin,
        path: `${pathPrefix}/api/v1/query`,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ query: expr }).toString(),
        signal,
      });
      const text = await body.text();
      if (statusCode !== 200) throw new AppError('prometheus.unavailable', text, { details: { status: statusCode } });
      return JSON.parse(text).data.result.map((series: { value: [number, string] }) => series.value);
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (error instanceof AppError || isCancellation(error)) throw error;
      throw new AppError('prometheus.connectionLost', errorText(error), { retryable: true, cause: error });
    }
  }
  return {
    async *query(request, { signal }) {
      const values = await ask(request.expr, signal);
      yield { kind: 'head', resultType: 'vector', seriesCount: values.length, sampleCount: values.length };
      const columns = {
        labels: values.map(() => []),
        offsets: Uint32Array.from([...values.keys(), values.length]),
        timesMs: Float64Array.from(values, ([seconds]) => seconds * 1000),
        values: Float64Array.from(values, ([, value]) => Number(value)),
        histograms: [],
      };
      yield { kind: 'part', columns, continues: false };
      yield { kind: 'done', warnings: [], infos: [], bytes: 0, totalMs: 0, waitMs: 0, parseMs: 0 };
    },
    buildInfo: () => Promise.resolve({ version: '' }),
  };
}
