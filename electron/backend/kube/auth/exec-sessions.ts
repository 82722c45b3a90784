/** What exec plugins answered, kept until it expires: one session for each exec entry, whoever's it is, and one run of it at a time. */
import type { ExecEntry } from '../../contexts/kubeconfig-entries.ts';
import type { Clock } from '../../ports.ts';
import type { Credential } from './credential.ts';
import type { ExecPath } from './exec-path.ts';
import { runExecPlugin } from './exec-plugin.ts';
import { createRenewable, type Renewable } from './renewable.ts';

export interface ExecSessionsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly path: ExecPath;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Rejects with ExecFailure; CancelledError. */
type ExecSession = Pick<Renewable<Credential>, 'renew' | 'get'>;

export interface ExecSessions {
  /** @param cluster what the plugin is told of the cluster; another cluster is another session. */
  of(entry: ExecEntry, cluster: Readonly<Record<string, unknown>> | undefined): ExecSession;
  close(): Promise<void>;
}

/** A request on its way, and clocks that do not quite agree. Of a short life it is a tenth. */
const maxMarginMs = 60_000;

export function createExecSessions({ env, path, clock, timeoutMs }: ExecSessionsOptions): ExecSessions {
  const sessions = new Map<string, Renewable<Credential>>();

  function open(entry: ExecEntry, cluster: Readonly<Record<string, unknown>> | undefined): Renewable<Credential> {
    return createRenewable<Credential>({
      fetch: async (signal) => {
        const answer = await runExecPlugin({ entry, cluster, env, path, timeoutMs, signal });
        const { token, certificate, validUntilMs } = answer;
        const authorization = token === undefined ? undefined : `Bearer ${token}`;
        return { authorization, certificate, validUntilMs, freshUntilMs: freshUntil(validUntilMs, clock.now()) };
      },
      isFresh: ({ freshUntilMs = 0 }) => freshUntilMs > clock.now(),
    });
  }

  return {
    of(entry, cluster) {
      const key = JSON.stringify([entry, cluster ?? null]);
      const session = sessions.get(key) ?? open(entry, cluster);
      sessions.set(key, session);
      return session;
    },
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
      sessions.clear();
    },
  };
}

/** Without an expiry it holds until the API server refuses it. */
function freshUntil(validUntilMs: number | undefined, nowMs: number): number {
  if (validUntilMs === undefined) return Number.POSITIVE_INFINITY;
  return validUntilMs - Math.min(maxMarginMs, Math.max(0, validUntilMs - nowMs) / 10);
}
