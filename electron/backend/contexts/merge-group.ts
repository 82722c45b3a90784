/** Merges the files of one KUBECONFIG list as kubectl merges them: of a name, the first file's entry counts, whole. */
import { AppError } from '../../../shared/base/errors.ts';
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
}

export interface GroupContext {
  readonly summary: ContextSummary;
  /** @throws AppError context.noCluster, context.noUser */
  readonly resolve: () => ResolvedContext;
}

interface GroupFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly kubeconfig: Kubeconfig;
}

/** @param groupKey what stands for the group in its contexts' ids. @returns the contexts in kubeconfig order. */
export function mergeGroup(groupKey: string, files: readonly GroupFile[]): readonly GroupContext[] {
  const clusters = firstOfName(files.map((file) => file.kubeconfig.clusters));
  const users = firstOfName(files.map((file) => file.kubeconfig.users));
  const seen = new Set<string>();
  return files.flatMap((file) =>
    [...file.kubeconfig.contexts.values()].flatMap((entry) => {
      if (seen.has(entry.name)) return [];
      seen.add(entry.name);
      return [joinContext(contextId(groupKey, entry.name), file.path, entry, clusters, users)];
    }),
  );
}

function firstOfName<Entry>(maps: readonly ReadonlyMap<string, Entry>[]): ReadonlyMap<string, Entry> {
  // The constructor keeps the last of a name, so the first file comes last.
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}

function joinContext(
  id: ContextId,
  file: string,
  entry: ContextEntry,
  clusters: ReadonlyMap<string, ClusterEntry>,
  users: ReadonlyMap<string, UserEntry>,
): GroupContext {
  const cluster = clusters.get(entry.cluster);
  const user = users.get(entry.user);
  const resolve = (): ResolvedContext => {
    if (cluster?.server === undefined) throw noCluster(entry, cluster !== undefined);
    if (user === undefined) throw noUser(entry);
    const { name, namespace } = entry;
    return { id, name, namespace, cluster: { ...cluster, server: cluster.server }, user };
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
      problem: problemOf(resolve),
    },
    resolve,
  };
}

function problemOf(resolve: () => ResolvedContext) {
  try {
    resolve();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
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
