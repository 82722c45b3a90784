/** Lets go of snapshots from before a time, but for the last of each kind, which holds then; and of documents that none refers to. */
import type { KeepParts, KeepPhases, KeepRun } from '../retention/keep-parts.ts';
import { documentStatements, type StoredSnapshot } from './document-statements.ts';

type Parts = Pick<KeepParts, 'history' | 'inHistory'>;

export function* forgetDocuments(parts: Parts, run: KeepRun, beginMs: number): KeepPhases {
  yield* dropSnapshots(parts, run, beginMs);
  yield* dropUnusedDocuments(parts, run);
}

function* dropSnapshots({ history, inHistory }: Parts, run: KeepRun, beginMs: number): KeepPhases {
  const nextKind = history.prepare<[string], string | null>(documentStatements.nextKind).pluck();
  const until = history.prepare<[string, number], StoredSnapshot>(documentStatements.until);
  const dropBefore = history.prepare<[string, number]>(documentStatements.dropBefore);
  for (let kind = nextKind.get(''); typeof kind === 'string'; kind = nextKind.get(kind)) {
    const name = kind;
    const holds = until.get(name, beginMs);
    if (holds === undefined) continue;
    for (let goesOn = true; goesOn; ) {
      goesOn = inHistory.run(() =>
        run.untilOver(() => {
          const { changes } = dropBefore.run(name, holds.atMs);
          run.count('documents', changes);
          return changes > 0;
        }),
      );
      yield 'documents';
    }
  }
}

/** A document comes in one transaction with its first snapshot: one without any is not needed. */
function* dropUnusedDocuments({ history, inHistory }: Parts, run: KeepRun): KeepPhases {
  const next = history.prepare<[number], number | null>(documentStatements.nextDocument).pluck();
  const drop = history.prepare<[number]>(documentStatements.dropUnused);
  let at = 0;
  for (let goesOn = true; goesOn; ) {
    goesOn = inHistory.run(() =>
      run.untilOver(() => {
        const id = next.get(at);
        if (typeof id !== 'number') return false;
        at = id;
        run.count('documents', drop.run(id).changes);
        return true;
      }),
    );
    yield 'documents';
  }
}
