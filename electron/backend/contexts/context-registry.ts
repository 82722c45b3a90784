/**
 * The contexts of the user's kubeconfig files, and the addresses without a cluster: a snapshot that is replaced whole at every reading, and
 * an event where it differs from the one before. Reads at `reload()` and again at `resolve()`, so that a connection is made with what
 * the files say now; watching them is watch-files.ts's.
 */
import { type Disposable, DisposableStore } from '../../../shared/base/disposable.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ContextId, ContextsSnapshot, KubeconfigFile } from '../../../shared/model/context.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { eachOf } from '../base/each-of.ts';
import type { LogSink, Ports } from '../ports.ts';
import { addressContexts } from './address-contexts.ts';
import { computerContext } from './computer-context.ts';
import { groupKey, isOfGroup } from './context-id.ts';
import type { UserEntry } from './kubeconfig-entries.ts';
import { findPlaces, type Place } from './kubeconfig-places.ts';
import { createKubeconfigReader, type KubeconfigReader, type ReadFile } from './kubeconfig-reader.ts';
import { type GroupContext, mergeGroup, type ResolvedContext } from './merge-group.ts';
import { createSlowDisk } from './slow-disk.ts';
import { type WatchedPaths, watchFiles } from './watch-files.ts';

export interface ContextRegistry extends Disposable {
  /** What the last reading found; this computer alone before the first. The object is a new one only where something changed. */
  snapshot(): ContextsSnapshot;
  readonly onDidChange: Event<ContextsSnapshot>;
  /** Reads every file again. Never rejects: what is wrong with a file is in the snapshot. */
  reload(): Promise<void>;
  /**
   * Reads the files again, and finds the context in them.
   * @throws AppError context.unknown, context.noCluster, context.noUser; kubeconfig.* where its file is why it is not found
   */
  resolve(id: ContextId): Promise<ResolvedContext>;
  /** Another text where the context connects to something else, or as somebody else; undefined where there is none. Holds secrets of none. */
  meaningOf(id: ContextId): string | undefined;
  /** Reads by itself from now on when a file or a folder is no longer what was read, until this or the whole is disposed. */
  watch(everyMs?: number): Disposable;
}

export interface ContextRegistryOptions {
  /** What the host names (ports.ts). */
  readonly kubeconfig: Ports['kubeconfig'];
  readonly homeDir: string;
  readonly settings: () => Pick<Settings, 'kubeconfigPaths' | 'addresses' | 'choices'>;
  /** Whether the command of a user entry may run (docs/decisions/0009). */
  readonly mayRun: (user: UserEntry) => boolean;
  readonly log: LogSink;
  /** How long a disk may take for one file. Default 5000. */
  readonly diskTimeoutMs?: number;
}

interface Reading {
  readonly snapshot: ContextsSnapshot;
  readonly contexts: ReadonlyMap<ContextId, GroupContext>;
  /** By the group's key: the first thing that is wrong with what is in its files. */
  readonly problems: ReadonlyMap<string, AppError>;
  readonly watched: WatchedPaths;
}

const nothingRead: Reading = {
  snapshot: { files: [], contexts: [computerContext] },
  contexts: new Map(),
  problems: new Map(),
  watched: { near: new Map(), far: new Map() },
};

export function createContextRegistry(options: ContextRegistryOptions): ContextRegistry {
  const changed = new Emitter<ContextsSnapshot>();
  const disk = createSlowDisk(options.diskTimeoutMs);
  const reader = createKubeconfigReader(disk);
  let current = nothingRead;
  let running: Promise<Reading> | undefined;
  let following: Promise<Reading> | undefined;
  const watching = new DisposableStore();

  async function readNow(): Promise<Reading> {
    const { homeDir, kubeconfig, mayRun } = options;
    const added = options.settings().kubeconfigPaths;
    const places = await findPlaces({ ...kubeconfig, homeDir, added }, disk);
    const read = await readPlaces(places, reader);
    // By now the settings may be others: theirs is a reading of its own, after this one.
    const next = join(read, { homeDir, mayRun, settings: options.settings() });
    const same = JSON.stringify(next.snapshot) === JSON.stringify(current.snapshot);
    const before = current;
    current = same ? { ...next, snapshot: before.snapshot } : next;
    if (!same) logProblems(next.snapshot, before.snapshot, options.log);
    if (!same || differs(next.contexts, before.contexts)) changed.fire(current.snapshot);
    return current;
  }

  /** Readings never overlap: an older one may not overwrite a newer. All who ask while one runs share the one that follows it. */
  function read(): Promise<Reading> {
    if (running === undefined) return begin(readNow());
    following ??= running.then(beginNext, beginNext);
    return following;
  }

  function beginNext(): Promise<Reading> {
    following = undefined;
    return begin(readNow());
  }

  function begin(reading: Promise<Reading>): Promise<Reading> {
    const begun = reading.finally(() => {
      // One that follows it begins in its place.
      if (running === begun && following === undefined) running = undefined;
    });
    running = begun;
    return begun;
  }

  disk.onLateAnswer(() => void read());
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
    meaningOf: (id) => current.contexts.get(id)?.meaning(),
    watch(everyMs) {
      const reload = async () => void (await read());
      return watching.add(watchFiles(() => current.watched, reload, disk, everyMs));
    },
    dispose() {
      watching.dispose();
      disk.dispose();
      changed.dispose();
    },
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

interface ReadPlace {
  readonly place: Place;
  readonly files: readonly ReadFile[];
}

async function readPlaces(places: readonly Place[], reader: KubeconfigReader): Promise<readonly ReadPlace[]> {
  const all = places.flatMap(({ files }) => files);
  const read = await eachOf(all, (place) => reader.read(place));
  reader.keepOnly(all);
  const byPlace = new Map(read.map((file) => [file.place, file]));
  return places.map((place) => ({ place, files: place.files.flatMap((file) => byPlace.get(file) ?? []) }));
}

interface Surroundings extends Pick<ContextRegistryOptions, 'homeDir' | 'mayRun'> {
  readonly settings: Pick<Settings, 'addresses' | 'choices'>;
}

function join(read: readonly ReadPlace[], { homeDir, mayRun, settings }: Surroundings): Reading {
  const keys = new Set<string>();
  const problems = new Map<string, AppError>();
  const contexts = read.flatMap(groupsOf).flatMap((files) => {
    const places = files.map(({ place }) => place.absolute);
    const key = groupKey(places, homeDir, keys);
    keys.add(key);
    const problem = files.map(({ kubeconfig }) => kubeconfig?.problem).find(isBroken);
    if (problem !== undefined) problems.set(key, problem);
    const merged = files.flatMap(({ place: { path }, kubeconfig }) => (kubeconfig ? [{ path, kubeconfig }] : []));
    return mergeGroup(key, merged, mayRun);
  });
  return {
    snapshot: {
      files: read.flatMap(itemsOf),
      contexts: [computerContext, ...contexts.map(({ summary }) => summary), ...addressContexts(settings)],
    },
    contexts: new Map(contexts.map((context) => [context.summary.id, context])),
    problems,
    watched: watchedOf(read),
  };
}

/** A folder's files stand alone each. */
function groupsOf({ place, files }: ReadPlace): readonly (readonly ReadFile[])[] {
  const known = files.filter(({ kubeconfig }) => kubeconfig !== undefined);
  return place.kind === 'group' ? [known] : known.map((file) => [file]);
}

function watchedOf(read: readonly ReadPlace[]): WatchedPaths {
  const near = new Map<string, string>();
  const far = new Map<string, string>();
  for (const { place, files } of read) {
    if (place.kind === 'folder') near.set(place.absolute, place.signature);
    for (const { place: file, kubeconfig, signature } of files) {
      (kubeconfig === undefined ? far : near).set(file.absolute, signature);
    }
  }
  return { near, far };
}

/** A folder, and then its files. It defines what they define. */
function itemsOf({ place, files }: ReadPlace): readonly KubeconfigFile[] {
  const from = place.kind === 'folder' ? 'added' : place.from;
  const items = files.flatMap(({ place: { path }, kubeconfig }): readonly KubeconfigFile[] => {
    if (kubeconfig === undefined) return [];
    return [{ path, kind: 'file', from, contexts: kubeconfig.contexts.size, problem: kubeconfig.problem?.toData() }];
  });
  if (place.kind === 'group') return items;
  const contexts = items.reduce((sum, item) => sum + item.contexts, 0);
  return [{ path: place.path, kind: 'folder', from, contexts, problem: place.problem?.toData() }, ...items];
}

/** A file of the list that is not there is nothing unusual, and has no contexts. */
function isBroken(problem: AppError | undefined): boolean {
  return problem !== undefined && problem.code !== 'kubeconfig.notFound';
}

/** Whether a context means something else by what a summary does not show. */
function differs(now: Reading['contexts'], before: Reading['contexts']): boolean {
  return [...now].some(([id, context]) => context.meaning() !== before.get(id)?.meaning());
}

/** Once, not again at every reading that finds something else. */
function logProblems(now: ContextsSnapshot, before: ContextsSnapshot, log: LogSink): void {
  const known = new Set(before.files.map(({ problem }) => problem?.message));
  for (const { problem } of now.files) {
    if (problem === undefined || known.has(problem.message)) continue;
    log.write('warn', 'contexts', problem.message, { code: problem.code });
  }
}
