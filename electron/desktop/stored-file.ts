/** An electron-store that is made at its first write, for this user alone, for what may be lost: a broken file is written over. */
import Store from 'electron-store';

export interface StoredFile<T> {
  /** Whole, atomically. Throws an error with the file's `path` where it cannot be written. */
  write(value: T): void;
}

export interface StoredFileOptions {
  /** An absolute folder. */
  readonly dir: string;
  /** Of the file, without `.json`. */
  readonly name: string;
  /** The properties of the value as JSON schema: electron-store checks them at every write. */
  readonly schema: unknown;
}

export function storedFile<T extends Record<string, unknown>>(options: StoredFileOptions): StoredFile<T> {
  const { dir, name, schema } = options;
  let store: Store<T> | undefined;
  return {
    write(value) {
      try {
        // Not earlier: it reads the file when it is made, and throws where it cannot.
        store ??= new Store<T>({
          cwd: dir,
          name,
          configFileMode: 0o600,
          clearInvalidConfig: true,
          accessPropertiesByDotNotation: false,
          rootSchema: { additionalProperties: false },
          schema: schema as never,
        });
        store.store = value;
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        throw Object.assign(new Error(message, { cause }), { path: `${dir}/${name}.json` });
      }
    },
  };
}
