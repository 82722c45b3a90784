/** The workspaces over their file. */
import { join } from 'node:path';
import { z } from 'zod';
import type { ContextId } from '../../../shared/model/context.ts';
import { type DocumentFormat, openJsonDocument } from '../base/json-document.ts';
import type { Clock, LogSink } from '../ports.ts';
import type { Workspaces } from './workspaces.ts';

interface Workspace {
  readonly context: string;
  readonly view: string;
  readonly search: string;
  readonly atMs: number;
}

/** Those that were shown last stay: a context that is gone for a while finds its panels again. */
const mostKept = 500;
const longestSearch = 262_144;
/** Of all together: the file is written whole as soon as one changes. */
const mostCharacters = 4 * longestSearch;

const workspace = z.strictObject({
  context: z.string().min(1).max(2048),
  view: z.string().min(1).max(40),
  search: z.string().min(1).max(longestSearch),
  atMs: z.number(),
});

const file = z.strictObject({ workspaces: z.array(z.unknown()).max(10_000) });

const format: DocumentFormat<readonly Workspace[]> = {
  version: 1,
  empty: [],
  parse(content) {
    const parsed = file.safeParse(content);
    if (!parsed.success) return undefined;
    const { workspaces } = parsed.data;
    const value = workspaces.flatMap((entry) => workspace.safeParse(entry).data ?? []);
    return { value: bounded(value), refused: workspaces.length - value.length };
  },
  format: (workspaces) => ({ workspaces }),
};

/** The oldest go. */
function bounded(list: readonly Workspace[]): readonly Workspace[] {
  let left = mostCharacters;
  return list
    .toSorted((a, b) => b.atMs - a.atMs)
    .slice(0, mostKept)
    .filter(({ search }) => {
      left -= search.length;
      return left >= 0;
    });
}

export interface WorkspacesOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogSink;
  readonly writeAfterMs?: number;
}

export function createWorkspaces({ dataDir, clock, log, writeAfterMs }: WorkspacesOptions): Workspaces {
  const document = openJsonDocument<readonly Workspace[]>({
    ...format,
    ...{ path: join(dataDir, 'workspaces.json'), clock, log, onChange: () => undefined },
    ...(writeAfterMs === undefined ? {} : { writeAfterMs }),
  });
  const isOf = (context: ContextId, view: string) => (one: Workspace) => one.context === context && one.view === view;
  return {
    read: (context, view) => document.value().find(isOf(context, view))?.search,
    keep(context, view, search) {
      const atMs = clock.now();
      document.edit((list) => {
        const rest = list.filter((one) => !isOf(context, view)(one));
        return bounded(search === '' ? rest : [{ context, view, search, atMs }, ...rest]);
      });
    },
    dispose: () => document.dispose(),
  };
}
