/**
 * The contexts of the user's kubeconfig files: a snapshot that is replaced whole at every reading, and an event where it differs from the
 * one before. Reads at `reload()` and again at `resolve()`, so that a connection is made with what the files say now; watching them is watch-files.ts's.
 */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { LogSink } from '../ports.ts';
import { groupKey, isOfGroup } from './context-id.ts';
import { readKubeconfig } from './kubeconfig-file.ts';
import { type GroupContext, mergeGroup, type ResolvedContext } from './merge-group.ts';

export interface ContextRegistry extends Disposable {
  /** What the last reading found; empty before the first. The object is a new one only where something changed. */
  snapshot(): ContextsSnapshot;
  readonly onDidChange: Event<ContextsSnapshot>;
  /** Reads every file again. Never rejects: what is wrong with a file is in the snapshot. */
  reload(): Promise<void>;
  /**
   * Reads the files again, and finds the context in them.
   * @throws AppError context.unknown, context.noCluster, context.noUser; kubeconfig.* where its file is why it is not found
   */
  resolve(id: ContextId): Promise<ResolvedContext>;
}

export interface ContextRegistryOptions {
  /** The files of each group as the user wrote them, in order (ports.ts). */
  readonly groups: readonly (readonly string[])[];
  readonly homeDir: string;
  readonly log: LogSink;
}

interface Reading {
  readonly snapshot: ContextsSnapshot;
  readonly contexts: ReadonlyMap<ContextId, GroupContext>;
  /** By the group's key: the first thing that is wrong with what is in its files. */
  readonly problems: ReadonlyMap<string, AppError>;
}

const nothingRead: Reading = { snapshot: { files: [], contexts: [] }, contexts: new Map(), problems: new Map() };

export function createContextRegistry(options: ContextRegistryOptions): ContextRegistry {
  const changed = new Emitter<ContextsSnapshot>();
  let current = nothingRead;
  let running: Promise<Reading> | undefined;

  async function readNow(): Promise<Reading> {
    const next = await readGroups(options.groups, options.homeDir);
    const same = JSON.stringify(next.snapshot) === JSON.stringify(current.snapshot);
    current = same ? { ...next, snapshot: current.snapshot } : next;
    if (!same) {
      logProblems(next.snapshot, options.log);
      changed.fire(current.snapshot);
    }
    return current;
  }

  /** Readings never overlap: an older one may not overwrite a newer. One that was asked for while another runs follows it. */
  function read(): Promise<Reading> {
    const before = running;
    const reading = (before === undefined ? readNow() : before.then(readNow, readNow)).finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  }

  return {
    snapshot: () => current.snapshot,
    onDidChange: changed.event,
    async reload() {
      await read();
    },
    async resolve(id) {
      const { contexts, problems } = await read();
      const context = contexts.get(id);
      if (context === undefined) throw notFound(id, problems);
      return context.resolve();
    },
    dispose: () => changed.dispose(),
  };
}

function notFound(id: ContextId, problems: Reading['problems']): AppError {
  const [, problem] = [...problems].find(([key]) => isOfGroup(id, key)) ?? [];
  return (
    problem ??
    new AppError('context.unknown', `The kubeconfig files have no context "${id}" (any more).`, {
      details: { context: id },
    })
  );
}

async function readGroups(groups: readonly (readonly string[])[], homeDir: string): Promise<Reading> {
  const read = await Promise.all(
    groups.map((files) => Promise.all(files.map(async (path) => ({ path, kubeconfig: await readKubeconfig(path) })))),
  );
  const keys = new Set<string>();
  const problems = new Map<string, AppError>();
  const contexts = read.flatMap((files, index) => {
    const key = groupKey(groups[index] ?? [], homeDir, keys);
    keys.add(key);
    const problem = files.map(({ kubeconfig }) => kubeconfig.problem).find(isBroken);
    if (problem !== undefined) problems.set(key, problem);
    return mergeGroup(key, files);
  });
  return {
    snapshot: {
      files: read.flat().map(({ path, kubeconfig }) => ({ path, problem: kubeconfig.problem?.toData() })),
      contexts: contexts.map((context) => context.summary),
    },
    contexts: new Map(contexts.map((context) => [context.summary.id, context])),
    problems,
  };
}

/** A file of the list that is not there is nothing unusual, and has no contexts. */
function isBroken(problem: AppError | undefined): boolean {
  return problem !== undefined && problem.code !== 'kubeconfig.notFound';
}

function logProblems(snapshot: ContextsSnapshot, log: LogSink): void {
  for (const { problem } of snapshot.files) {
    if (problem !== undefined) log.write('warn', 'contexts', problem.message, { code: problem.code });
  }
}
