/** The rules of a remote Prometheus and their alerts, as it has them now: asks its API, and lets the catalog worker read the answer. */
import { AppError } from '../../../../../shared/base/errors.ts';
import type { SourceRules } from '../../source.ts';
import { type AskerDeps, createAsker } from '../catalog/catalog-asker.ts';
import { ifServed } from '../status/prometheus-status.ts';
import { statusTooLarge } from '../status/status-errors.ts';
import { unpackParts } from './packed-parts.ts';

const timeoutMs = 60_000;

/** Without a limit to its groups a server of 3.x gives all of them at once, as those before it do. */
const request = { path: '/api/v1/rules', params: new URLSearchParams() };

export function createPrometheusRules(deps: AskerDeps): SourceRules {
  const asker = createAsker(deps);
  const ask = (signal: AbortSignal) => asker.ask({ job: 'rules' }, { request, by: 'read', timeoutMs, signal });
  return {
    async read({ signal }) {
      const readAtMs = deps.clock.now();
      const read = await explained(() => ifServed(signal, () => ask(signal)));
      if (read === undefined) return { outcome: 'notServed' };
      const { counts, leftOut, parts } = read;
      const now = { sinceMs: readAtMs, seenUntilMs: readAtMs };
      const held = { rules: now, alerts: now };
      return { outcome: 'told', readAtMs, held, counts, leftOut, parts: () => unpackParts(parts) };
    },
  };
}

/** What the words of a query say of an answer that is too large is of no use here. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'prometheus.tooLarge') throw error;
    throw statusTooLarge('rules', Number(error.details.limitMiB) * 2 ** 20);
  }
}
