/** The Network and the Credentials that a KubeClient needs, as the backend makes them, with a log that can be read. */
import { type Credentials, createCredentials } from '../../electron/backend/kube/auth/credentials.ts';
import { createNetwork } from '../../electron/backend/network/create-network.ts';
import type { Network } from '../../electron/backend/network/network.ts';
import type { Clock, LogSink } from '../../electron/backend/ports.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';

export interface KubeServicesOptions {
  /** Of the login shell nothing is asked unless they say so. */
  readonly settings?: Partial<Settings>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly execTimeoutMs?: number;
}

export interface KubeServices {
  readonly network: Network;
  /** To be closed. */
  readonly credentials: Credentials;
  /** Lines of the log so far, whole. */
  readonly logged: readonly string[];
}

const realClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export function openKubeServices({ settings, env, clock, execTimeoutMs }: KubeServicesOptions = {}): KubeServices {
  const logged: string[] = [];
  const log: LogSink = {
    write: (level, scope, message, fields) => logged.push(JSON.stringify([level, scope, message, fields])),
  };
  const all = (): Settings => ({ ...defaultSettings, loginShellPath: false, ...settings });
  const ownEnv = env ?? { PATH: process.env.PATH, HOME: process.env.HOME };
  const options = { env: ownEnv, settings: all, clock: clock ?? realClock, log };
  return {
    network: createNetwork({ settings: all, env: ownEnv }),
    credentials: createCredentials({ ...options, ...(execTimeoutMs !== undefined && { execTimeoutMs }) }),
    logged,
  };
}
