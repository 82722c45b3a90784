/** What a process that is killed now would leave: the files as they are, logs included, in a source of its own. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import type { SourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { createSourceFixture, type SourceFixture } from './source-fixture.ts';

/** For a writer in this process that is between two calls. */
export function killedCopy({ history, head }: SourceFiles): SourceFixture {
  const copy = createSourceFixture();
  mkdirSync(copy.files.folder, { recursive: true });
  for (const [from, to] of [
    [history, copy.files.history],
    [head, copy.files.head],
  ] as const) {
    for (const suffix of ['', '-wal']) if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
  }
  return copy;
}
