/** Merges the files of one KUBECONFIG list as kubectl merges them: of a name, the first file's entry counts, whole. */
import { AppError, type AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { contextId } from './context-id.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-entries.ts';
import type { Kubeconfig } from './kubeconfig-file.ts';

/** Everything needed to connect. Holds secrets: never logged, never sent to a page. */
export interface ResolvedContext {
  readonly id: ContextId;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly cluster: ClusterEntry & { readonly server: string };
  readonly user: UserEntry;
  /**
   * Whether the file of the user entry may run its exec command: one of the default places, or the user agreed (settings). It says what
   * holds at this moment: an agreement that is taken back holds for nobody who resolved the context before.
   */
  readonly execAllowed: boolean;
}

export interface GroupContext {
  readonly summary: ContextSummary;
  /** Another text where what it connects to, or as whom, is another. Renewed credentials are no other meaning. */
  readonly meaning: () => string;
  /** @throws AppError context.noCluster, context.noUser */
  readonly resolve: () => ResolvedContext;
}

interface GroupFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly kubeconfig: Kubeconfig;
}

/**
 * @param groupKey what stands for the group in its contexts' ids.
 * @param mayRun whether the exec command of a user may run (ResolvedContext); by default, none may.
 * @returns the contexts in kubeconfig order.
 */
export function mergeGroup(
  groupKey: string,
  files: readonly GroupFile[],
  mayRun: (user: UserEntry) => boolean = () => false,
): readonly GroupContext[] {
  const merged: Merged = {
    clusters: firstOfName(files.map((file) => file.kubeconfig.clusters)),
    users: firstOfName(files.map((file) => file.kubeconfig.users)),
    mayRun,
  };
  const seen = new Set<string>();
  return files.flatMap((file) =>
    [...file.kubeconfig.contexts.values()].flatMap((entry) => {
      if (seen.has(entry.name)) return [];
      seen.add(entry.name);
      return [joinContext(contextId(groupKey, entry.name), file.path, entry, merged)];
    }),
  );
}

function firstOfName<Entry>(maps: readonly ReadonlyMap<string, Entry>[]): ReadonlyMap<string, Entry> {
  // The constructor keeps the last of a name, so the first file comes last.
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}

interface Merged {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly mayRun: (user: UserEntry) => boolean;
}

function joinContext(
  id: ContextId,
  file: string,
  entry: ContextEntry,
  { clusters, users, mayRun }: Merged,
): GroupContext {
  const cluster = clusters.get(entry.cluster);
  const user = users.get(entry.user);
  const resolve = (): ResolvedContext => {
    if (cluster?.server === undefined) throw noCluster(entry, cluster !== undefined);
    if (user === undefined) throw noUser(entry);
    const { name, namespace } = entry;
    return {
      ...{ id, name, namespace, cluster: { ...cluster, server: cluster.server }, user },
      get execAllowed() {
        return mayRun(user);
      },
    };
  };
  return {
    summary: {
      id,
      name: entry.name,
      file,
      server: cluster?.server,
      cluster: entry.cluster,
      user: entry.user,
      namespace: entry.namespace,
      auth: user?.auth ?? 'none',
      problem: problemOf(cluster, user, entry),
    },
    meaning: () => JSON.stringify([cluster, entry.user, user?.auth, user?.impersonate]),
    resolve,
  };
}

function problemOf(
  cluster: ClusterEntry | undefined,
  user: UserEntry | undefined,
  entry: ContextEntry,
): AppErrorData | undefined {
  if (cluster?.server === undefined) return noCluster(entry, cluster !== undefined).toData();
  return user === undefined ? noUser(entry).toData() : undefined;
}

function noCluster(entry: ContextEntry, defined: boolean): AppError {
  const what =
    entry.cluster === ''
      ? 'names no cluster'
      : `names the cluster "${entry.cluster}", which ${defined ? 'has no server' : 'no file defines'}`;
  return new AppError('context.noCluster', `The context "${entry.name}" ${what}.`, {
    details: { context: entry.name, cluster: entry.cluster },
  });
}

function noUser(entry: ContextEntry): AppError {
  const what = entry.user === '' ? 'names no user' : `names the user "${entry.user}", which no file defines`;
  return new AppError('context.noUser', `The context "${entry.name}" ${what}.`, {
    details: { context: entry.name, user: entry.user },
  });
}
