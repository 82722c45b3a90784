/** The writers that a service has open: one a source at most, none while the source is being removed, none after the service was closed. */
import { folderName, type HistoryOrigin } from './history-identity.ts';
import { closedError, type SourceWriter } from './open-writer.ts';

export interface HeldWriters {
  /** @throws AppError history.* */
  writer(origin: HistoryOrigin): Promise<SourceWriter>;
  /**
   * For something that is to be done once: the writer that is open; or one of its own, which `letGo` closes unless somebody came to record
   * meanwhile. @throws AppError history.*
   */
  passing(origin: HistoryOrigin, source: string): Promise<SourceWriter>;
  letGo(source: string): Promise<void>;
  /** Somebody here has its writer to record, or is about to. */
  isRecording(source: string): boolean;
  /** Closes its writer first. @throws AppError history.locked, history.notRemoved */
  remove(source: string): Promise<void>;
  /**
   * Of a source of an older version: it is of this one then, where nobody was at it already. Whoever wants its writer waits meanwhile, as two at
   * once would lock each other out. @throws AppError as `migrateOlder`
   */
  migrate(source: string): Promise<void>;
  /** When what is being done to its files as a whole (they are made, migrated or removed) is over, however it ended. */
  settled(source: string): Promise<void>;
  /** Those that are being opened, too. */
  close(): Promise<void>;
}

interface Actions {
  /** @throws AppError history.* */
  open(origin: HistoryOrigin, source: string, isPassing: boolean): Promise<SourceWriter>;
  /** It was opened in passing, and is somebody's now who records. */
  claimed(writer: SourceWriter, origin: HistoryOrigin): void;
  /** One was opened or closed, or is somebody's now who records. */
  onDidChange(source: string): void;
  remove(source: string): Promise<void>;
  /** @throws AppError as `migrateOlder` */
  migrate(source: string): Promise<void>;
}

export function createHeldWriters({ open, claimed, onDidChange, remove, migrate }: Actions): HeldWriters {
  const writers = new Map<string, Promise<SourceWriter>>();
  /** Those of them that nobody records by. */
  const inPassing = new Set<string>();
  const removals = new Map<string, Promise<void>>();
  const migrations = new Map<string, Promise<void>>();
  let isClosed = false;

  /** Until it is closed, whoever wants a writer waits, as two at once would lock each other out. */
  function begin(origin: HistoryOrigin, source: string): void {
    const forget = () => {
      if (writers.get(source) !== opening) return;
      writers.delete(source);
      inPassing.delete(source);
      onDidChange(source);
    };
    const opened = async (): Promise<SourceWriter> => {
      const writer = await open(origin, source, inPassing.has(source));
      const close = async () => {
        await writer.close();
        forget();
      };
      return { ...writer, close };
    };
    const opening = opened();
    writers.set(source, opening);
    opening.then(() => onDidChange(source), forget);
  }

  /** The one that is open, or a new one, as soon as nothing is done to its files as a whole. */
  async function writerOf(origin: HistoryOrigin, source: string, isPassing: boolean): Promise<SourceWriter> {
    for (;;) {
      if (isClosed) throw closedError(source);
      const other = removals.get(source) ?? migrations.get(source);
      if (other !== undefined) {
        await other.catch(() => undefined);
        continue;
      }
      if (!writers.has(source)) {
        if (isPassing) inPassing.add(source);
        begin(origin, source);
      }
      const writer = await writers.get(source);
      // Whatever came meanwhile: the next round sees it.
      if (writer === undefined || isClosed || removals.has(source)) continue;
      if (writer.failure() === undefined) return writer;
      await writer.close();
    }
  }

  async function closeWriter(source: string): Promise<void> {
    // One that could not be opened has nothing to close.
    const writer = await writers.get(source)?.catch(() => undefined);
    await writer?.close();
  }

  async function settled(source: string): Promise<void> {
    await removals.get(source)?.catch(() => undefined);
    await writers.get(source)?.catch(() => undefined);
    await migrations.get(source)?.catch(() => undefined);
  }

  async function migrateAlone(source: string): Promise<void> {
    try {
      await migrate(source);
    } finally {
      migrations.delete(source);
    }
  }

  async function closeAndRemove(source: string): Promise<void> {
    try {
      await migrations.get(source)?.catch(() => undefined);
      await closeWriter(source);
      await remove(source);
    } finally {
      removals.delete(source);
    }
  }

  return {
    async writer(origin) {
      const source = folderName(origin);
      const writer = await writerOf(origin, source, false);
      if (inPassing.delete(source)) {
        claimed(writer, origin);
        onDidChange(source);
      }
      return writer;
    },
    passing: (origin, source) => writerOf(origin, source, true),
    async letGo(source) {
      const writer = await writers.get(source)?.catch(() => undefined);
      if (inPassing.has(source)) await writer?.close();
    },
    isRecording: (source) => writers.has(source) && !inPassing.has(source),
    remove(source) {
      if (isClosed) return Promise.reject(closedError(source));
      const removal = removals.get(source) ?? closeAndRemove(source);
      removals.set(source, removal);
      return removal;
    },
    async migrate(source) {
      while (removals.has(source)) await settled(source);
      // One that cannot be opened is forgotten.
      await writers.get(source)?.catch(() => undefined);
      if (isClosed) throw closedError(source);
      // The writer that is open has migrated it.
      if (writers.has(source)) return;
      const migration = migrations.get(source) ?? migrateAlone(source);
      migrations.set(source, migration);
      await migration;
    },
    settled,
    async close() {
      isClosed = true;
      await Promise.allSettled([...removals.values(), ...migrations.values(), ...[...writers.keys()].map(closeWriter)]);
    },
  };
}
