/**
 * An exec plugin as kubeconfigs name them: run by kubectl, client-node or Binnacle, it writes down that it ran, and does what the file
 * beside it says (see exec-plugin.ts, which writes that file). `node exec-plugin-run.ts DIRECTORY [ARGUMENT …]`
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the next runs do. */
export type ExecPluginBehaviour =
  | {
      readonly kind: 'credential';
      readonly token?: string;
      readonly clientCertificateData?: string;
      readonly clientKeyData?: string;
      /** Absent: the credential has no expirationTimestamp. Negative: it has expired when it is given. */
      readonly validForMs?: number;
      /** `client.authentication.k8s.io/v1` by default. */
      readonly apiVersion?: string;
    }
  /** Prints nothing and does not end. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'fail'; readonly stderr: string; readonly code?: number }
  /** Prints this and ends well. */
  | { readonly kind: 'rubbish'; readonly text: string };

export interface ExecPluginPlan {
  readonly behaviour: ExecPluginBehaviour;
  /** Before it does anything. */
  readonly delayMs?: number;
  /** It fails unless KUBERNETES_EXEC_INFO holds the cluster (`provideClusterInfo: true`). */
  readonly needsClusterInfo?: boolean;
}

/** One line of `runs.jsonl`. */
export interface ExecPluginRunRecord {
  readonly pid: number;
  readonly startedMs: number;
  /** After the directory. */
  readonly args: readonly string[];
  /** KUBERNETES_EXEC_INFO, parsed; absent where it was not set. */
  readonly execInfo?: unknown;
  readonly path: string;
  /** The variables whose names begin with `PLUGIN_`. */
  readonly env: Readonly<Record<string, string>>;
}

function clusterOf(execInfo: unknown): unknown {
  const { spec } = (execInfo ?? {}) as { spec?: { cluster?: unknown } };
  return spec?.cluster;
}

function credential(behaviour: Extract<ExecPluginBehaviour, { kind: 'credential' }>): string {
  const { kind: _, validForMs, apiVersion = 'client.authentication.k8s.io/v1', ...status } = behaviour;
  const expires = validForMs === undefined ? undefined : new Date(Date.now() + validForMs).toISOString();
  const expirationTimestamp = expires === undefined ? {} : { expirationTimestamp: expires.replace(/\.\d+Z$/, 'Z') };
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { ...status, ...expirationTimestamp } });
}

async function run(directory: string, args: readonly string[]): Promise<number> {
  const text = process.env.KUBERNETES_EXEC_INFO;
  const execInfo: unknown = text === undefined ? undefined : JSON.parse(text);
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('PLUGIN_'));
  const record: ExecPluginRunRecord = {
    pid: process.pid,
    startedMs: Date.now(),
    args,
    path: process.env.PATH ?? '',
    env: Object.fromEntries(own) as Record<string, string>,
    ...(execInfo === undefined ? {} : { execInfo }),
  };
  appendFileSync(join(directory, 'runs.jsonl'), `${JSON.stringify(record)}\n`);
  const plan = JSON.parse(readFileSync(join(directory, 'plan.json'), 'utf8')) as ExecPluginPlan;
  if (plan.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, plan.delayMs));
  if (plan.needsClusterInfo && clusterOf(execInfo) === undefined) {
    process.stderr.write('KUBERNETES_EXEC_INFO has no cluster: set provideClusterInfo\n');
    return 1;
  }
  const { behaviour } = plan;
  if (behaviour.kind === 'hang') await new Promise((resolve) => setTimeout(resolve, 600_000));
  if (behaviour.kind === 'fail') process.stderr.write(behaviour.stderr);
  if (behaviour.kind === 'rubbish') process.stdout.write(behaviour.text);
  if (behaviour.kind === 'credential') process.stdout.write(credential(behaviour));
  return behaviour.kind === 'fail' ? (behaviour.code ?? 1) : 0;
}

if (import.meta.main) {
  const [directory = '', ...args] = process.argv.slice(2);
  process.exitCode = await run(directory, args);
}
