/**
 * Brings the head into line with a history that knows less than it: one that was restored from a copy, or whose disk kept no order. Ids that the
 * history has lost say no more whose samples they are, and may never be given to others.
 */
import { deleteFromHead } from '../retention/delete-from-head.ts';
import { endOfTimeMs } from './slots.ts';
import type { WriterParts } from './writer-parts.ts';

const reconcileStatements = {
  layouts: 'SELECT id FROM layout WHERE id > 0',
  targets: 'SELECT DISTINCT target FROM layout',
  series: 'SELECT 1 FROM series WHERE id = ?',
  sequence: "SELECT seq FROM sqlite_sequence WHERE name = 'series'",
  raise: "UPDATE sqlite_sequence SET seq = ? WHERE name = 'series'",
  begin: "INSERT INTO sqlite_sequence (name, seq) VALUES ('series', ?)",
};

/** As the source is opened, before anything is appended. @throws AppError history.* */
export function reconcileHead(parts: WriterParts): void {
  const { head, targets } = parts;
  const known = new Set(targets.all().map(({ id }) => id));
  for (const target of head.prepare<[], number>(reconcileStatements.targets).pluck().all()) {
    if (!known.has(target)) targets.restore(target);
  }
  // Ids rise, and are in the history before the head has them: where the highest is known, none is lost.
  const highest = highestId(parts);
  if (highest <= lastId(parts)) return;
  takeOutUnknown(parts);
  // Last: a kill before it leaves all of this to the next start.
  reserve(parts, highest);
}

function takeOutUnknown(parts: WriterParts): void {
  // Rows that a power cut brought back count no more, and their series may have been forgotten since: nothing is amiss with those.
  for (const target of parts.targets.all()) for (const _ of parts.purge.purge(target));
  parts.purge.dropUnusedLayouts();
  const unknown = unknownSeries(parts);
  if (unknown.size === 0) return;
  const inOneGo = {
    untilOver(work: () => boolean): boolean {
      while (work());
      return false;
    },
    count: () => undefined,
  };
  const always = { startMs: 0, endMs: endOfTimeMs - 1 };
  for (const _ of deleteFromHead(parts, inOneGo, always, unknown));
}

function* layoutsOf({ head, chains }: WriterParts): Generator<Uint32Array> {
  const ids = head.prepare<[], number>(reconcileStatements.layouts).pluck().all();
  for (const id of ids) yield chains.layout(id);
}

function highestId(parts: WriterParts): number {
  let highest = 0;
  for (const series of layoutsOf(parts)) for (const id of series) if (id > highest) highest = id;
  return highest;
}

/** The highest id that was ever given. */
function lastId({ history }: WriterParts): number {
  return history.prepare<[], number>(reconcileStatements.sequence).pluck().get() ?? 0;
}

/** Series that are made from now on get ids above it. */
function reserve({ history, inHistory }: WriterParts, id: number): void {
  const raise = history.prepare<[number]>(reconcileStatements.raise);
  const begin = history.prepare<[number]>(reconcileStatements.begin);
  inHistory.runDurably(() => {
    if (raise.run(id).changes === 0) begin.run(id);
  });
}

function unknownSeries(parts: WriterParts): ReadonlySet<number> {
  const one = parts.history.prepare<[number], number>(reconcileStatements.series).pluck();
  const unknown = new Set<number>();
  for (const series of layoutsOf(parts)) for (const id of series) if (one.get(id) === undefined) unknown.add(id);
  return unknown;
}
