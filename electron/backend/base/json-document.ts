/**
 * One JSON document in the data folder, as several Binnacles share it: read whole, changed by edits on top of what another wrote meanwhile,
 * written whole soon after. What cannot be read is set aside and named; a document of a newer Binnacle is left alone.
 */
import { readFileSync } from 'node:fs';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { type AppErrorData, errorText } from '../../../shared/base/errors.ts';
import type { Clock, LogSink } from '../ports.ts';
import { copyAside, fromTheFuture, setAside, unreadable, unwritable } from './document-problems.ts';
import { withFileLock, withFileLockNow } from './file-lock.ts';
import { type WrittenBeside, writeBeside, writeFileAtomically } from './write-file.ts';

export interface DocumentFormat<T> {
  readonly version: number;
  readonly empty: T;
  /** @param value the object of the file, without its version. @returns undefined where it is not what it should be. */
  readonly parse: (value: unknown) => ParsedDocument<T> | undefined;
  /** An object; the version is put beside it. */
  readonly format: (value: T) => object;
}

interface ParsedDocument<T> {
  readonly value: T;
  /** How many entries are not in it, as they are not what they should be. */
  readonly refused: number;
}

export interface DocumentOptions<T> extends DocumentFormat<T> {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogSink;
  /** The value, or what is wrong with it, is another one. */
  readonly onChange: () => void;
  /** Edits within this time are one write. Default 1,000. */
  readonly writeAfterMs?: number;
}

type Edit<T> = (value: T) => T;

/** Disposing writes what is not written yet. */
export interface JsonDocument<T> extends Disposable {
  value(): T;
  /** data.unwritable, data.unreadable, data.partlyRead or data.future. */
  problem(): AppErrorData | undefined;
  /**
   * Holds at once, and is written soon; returns the value it was given where nothing is to change. May run again, on what another Binnacle
   * wrote; what it then throws undoes this edit alone. @throws what `change` throws now, and then nothing has changed
   */
  edit(change: Edit<T>): void;
}

/** Reads the file here, once. */
export function openJsonDocument<T>(options: DocumentOptions<T>): JsonDocument<T> {
  const document = new Document(options);
  document.open();
  return document;
}

/** Where nothing can be written these are what is put on top of what another wrote; of more, the oldest are lost if somebody does. */
const mostPending = 2000;

class Document<T> implements JsonDocument<T> {
  readonly #options: DocumentOptions<T>;
  /** As the file has it. */
  #base: T;
  /** With the pending edits. */
  #value: T;
  /** Of the file, as it was last read or written; undefined where there was none. */
  #text: string | undefined;
  #readProblem: AppErrorData | undefined;
  #writeProblem: AppErrorData | undefined;
  #frozen = false;
  #closed = false;
  #pending: Edit<T>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isWriting = false;
  #beside: WrittenBeside | undefined;

  constructor(options: DocumentOptions<T>) {
    this.#options = options;
    this.#base = options.empty;
    this.#value = options.empty;
  }

  open(): void {
    const { path } = this.#options;
    try {
      const found = readText(path);
      if (found !== undefined) this.#take(found);
    } catch (error) {
      this.#readProblem = unreadable(path, errorText(error));
    }
  }

  value(): T {
    return this.#value;
  }

  problem(): AppErrorData | undefined {
    return this.#writeProblem ?? this.#readProblem;
  }

  edit(change: Edit<T>): void {
    const next = change(this.#value);
    if (next === this.#value) return;
    this.#value = next;
    if (!this.#frozen && !this.#closed) {
      this.#pending.push(change);
      if (this.#pending.length > mostPending) this.#pending.shift();
      this.#writeLater();
    }
    this.#options.onChange();
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#beside?.discard();
    if (this.#pending.length === 0 || this.#frozen) return;
    const { path } = this.#options;
    try {
      withFileLockNow(path, () => {
        this.#takeOthers();
        if (!this.#frozen) writeFileAtomically(path, this.#newText());
      });
    } catch (error) {
      this.#cannotWrite(error);
    }
  }

  #writeLater(): void {
    if (this.#isWriting || this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, this.#options.writeAfterMs ?? 1000);
  }

  /** Throws nothing: what is wrong is the document's problem. */
  async #write(): Promise<void> {
    const before = { value: this.#value, problem: this.problem() };
    this.#isWriting = true;
    try {
      while (!this.#closed && !(await this.#writeOnce()));
      this.#writeProblem = undefined;
    } catch (error) {
      if (!this.#closed) this.#cannotWrite(error);
    } finally {
      this.#beside = undefined;
      this.#isWriting = false;
    }
    if (this.#closed) return;
    // What could not be written is tried again with the next edit.
    if (this.#pending.length > 0 && this.#writeProblem === undefined && !this.#frozen) this.#writeLater();
    if (this.#value !== before.value || this.problem() !== before.problem) this.#options.onChange();
  }

  /** @returns false where somebody else has written in between. */
  async #writeOnce(): Promise<boolean> {
    const { path } = this.#options;
    this.#takeOthers();
    if (this.#frozen || this.#pending.length === 0) return true;
    const value = this.#value;
    const count = this.#pending.length;
    const text = this.#newText();
    const beside = writeBeside(path, text);
    this.#beside = beside;
    await beside.done;
    if (this.#closed) return true;
    return withFileLock(path, () => {
      if (this.#closed) return true;
      if (readText(path) !== this.#text) {
        beside.discard();
        return false;
      }
      beside.replace();
      this.#text = text;
      this.#base = value;
      this.#pending.splice(0, count);
      return true;
    });
  }

  /** What another wrote since, and the pending edits on top of it. @throws what the system says */
  #takeOthers(): void {
    const found = readText(this.#options.path);
    // Whoever removes it while it is in use does not mean the rest of it.
    if (found === undefined) this.#text = undefined;
    else if (found !== this.#text) this.#take(found);
  }

  #take(text: string): void {
    const { path, log } = this.#options;
    const parsed = parseText(text, this.#options);
    switch (parsed.kind) {
      case 'read':
        this.#base = parsed.value;
        this.#redo();
        if (parsed.refused > 0) this.#goOnWithout(parsed.refused);
        this.#text = text;
        break;
      case 'future':
        this.#frozen = true;
        this.#pending = [];
        this.#readProblem = fromTheFuture(path, parsed.version);
        break;
      case 'broken':
        this.#readProblem = setAside(this.#options, parsed.reason);
        // What could not be put aside is not written over.
        if (this.#readProblem.details.path === path) throw new Error(String(this.#readProblem.details.reason));
        this.#text = undefined;
    }
    if (this.#readProblem !== undefined) log.write('warn', 'data', this.#readProblem.message);
  }

  /** Written again soon, or it would be copied at every start. */
  #goOnWithout(refused: number): void {
    this.#readProblem = copyAside(this.#options, refused);
    this.#pending.push((value) => value);
    this.#writeLater();
  }

  #redo(): void {
    let value = this.#base;
    this.#pending = this.#pending.filter((edit) => {
      try {
        value = edit(value);
        return true;
      } catch (error) {
        this.#options.log.write('warn', 'data', `a change does not go with what another wrote: ${errorText(error)}`);
        return false;
      }
    });
    this.#value = value;
  }

  #newText(): string {
    const { version, format } = this.#options;
    return `${JSON.stringify({ version, ...format(this.#value) })}\n`;
  }

  #cannotWrite(error: unknown): void {
    const { path, log } = this.#options;
    this.#writeProblem = unwritable(path, errorText(error));
    log.write('warn', 'data', this.#writeProblem.message);
  }
}

/** @returns undefined where there is none. @throws what the system says */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

type ReadText<T> =
  | ({ readonly kind: 'read' } & ParsedDocument<T>)
  | { readonly kind: 'future'; readonly version: number }
  | { readonly kind: 'broken'; readonly reason: string };

function parseText<T>(text: string, { version: current, parse }: DocumentFormat<T>): ReadText<T> {
  let value: unknown;
  try {
    // Some editors put a byte order mark there.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // V8's message quotes the text, which must not get into a log.
    return { kind: 'broken', reason: 'it is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'broken', reason: 'it is JSON, but no object' };
  }
  const { version, ...rest } = value as Record<string, unknown>;
  if (typeof version === 'number' && version > current) return { kind: 'future', version };
  const parsed = parse(rest);
  return parsed === undefined
    ? { kind: 'broken', reason: 'its content is not what it should be' }
    : { kind: 'read', ...parsed };
}
