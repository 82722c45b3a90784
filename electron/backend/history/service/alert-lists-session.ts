/**
 * The reader worker's side of the lists of alerts that a source has kept: some of them at a time are read, one after the other, and what they say of each alert
 * is handed out in the end. Nothing of a list stays but that.
 */
import { AppError, type AppErrorData } from '../../../../shared/base/errors.ts';
import { type ListedAlert, type SightedAlert, type Sighting, Sightings } from '../../../../shared/model/alert-lists.ts';
import type { AlertSpan } from '../../../../shared/model/alert-spans.ts';
import { type Labels, labelsFromPairs } from '../../../../shared/model/labels.ts';
import { cut, fieldOf, listOf, momentOf, saidOf, textOf } from '../../base/read-fields.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import { createDocumentReader } from '../documents/document-reader.ts';
import { openReadable } from '../store/open-database.ts';
import { withReadFailures } from '../store/sqlite-failure.ts';
import { filesIn } from './open-readers.ts';

export type ToAlertLists =
  /** @param timesMs as the documents have them; rising, also from one message to the next */
  | { readonly kind: 'readLists'; readonly folder: string; readonly timesMs: readonly number[] }
  /** All lists were read: the next of the alerts. */
  | { readonly kind: 'takeAlerts' };

export type FromAlertLists =
  | { readonly kind: 'listsRead' }
  /** None: those were all. @param leftOut alerts for which there was no room */
  | { readonly kind: 'alertsTaken'; readonly alerts: readonly SightedAlert[]; readonly leftOut: number }
  | { readonly kind: 'listsFailed'; readonly error: AppErrorData };

/** Of alerts that all come and go, some 100 MB of memory. */
const mostAlerts = 100_000;
const mostSightings = 500_000;

/** Of a part: a frame of the contract has a MiB, and the main thread takes it in a few milliseconds. */
const partAlerts = 500;
const partSightings = 2500;
const partCharacters = 200_000;

const mostLabels = 128;

interface Sighted {
  readonly labels: Labels;
  readonly sightings: Sighting[];
}

/** For serveWorkerTasks: one of a window. */
export function alertListsSession(
  link: Pick<TaskLink<FromAlertLists>, 'send' | 'isCancelled'>,
): TaskHandler<ToAlertLists> {
  const found = new Map<string, Sighted>();
  const leftOut = new Set<string>();
  let count = 0;
  let parts: Iterator<readonly SightedAlert[]> | undefined;
  const sightings = new Sightings((key, sighting) => {
    const one = found.get(key);
    if (one === undefined) return;
    count += 1;
    if (count <= mostSightings) {
      one.sightings.push(sighting);
      return;
    }
    // With some of its sightings it would look as if it had ended.
    leftOut.add(key);
    found.delete(key);
  });
  const take = (said: SaidAlert) => {
    if (found.has(said.key)) return true;
    if (leftOut.has(said.key)) return false;
    if (found.size < mostAlerts) found.set(said.key, { labels: labelsOf(said.labels), sightings: [] });
    else if (leftOut.size < mostAlerts) leftOut.add(said.key);
    return found.has(said.key);
  };

  function read({ folder, timesMs }: Extract<ToAlertLists, { kind: 'readLists' }>): void {
    const files = filesIn(folder);
    const db = openReadable(files.history, 'history');
    try {
      const { asOf } = createDocumentReader(db);
      for (const timeMs of timesMs) {
        if (link.isCancelled()) return;
        const list = withReadFailures(files.history, () => asOf('alerts', timeMs));
        // What was removed meanwhile is gone.
        if (list?.atMs === timeMs)
          sightings.add({ atMs: timeMs, untilMs: list.seenUntilMs }, alertsIn(list.text, take));
      }
    } finally {
      db.close();
    }
    link.send({ kind: 'listsRead' });
  }

  function next(): readonly SightedAlert[] {
    if (parts === undefined) sightings.end();
    parts ??= partsOf(found.values());
    return parts.next().value ?? [];
  }

  return {
    receive(message) {
      try {
        if (message.kind === 'readLists') read(message);
        else link.send({ kind: 'alertsTaken', alerts: next(), leftOut: leftOut.size });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        link.send({ kind: 'listsFailed', error: error.toData() });
      }
    },
    dispose() {
      found.clear();
      leftOut.clear();
    },
  };
}

interface SaidAlert {
  readonly key: string;
  readonly labels: Readonly<Record<string, unknown>>;
}

/** What is no list has no alerts, and what is no alert is none. @param take whether there is room for it */
function* alertsIn(text: string, take: (said: SaidAlert) => boolean): Generator<ListedAlert, void> {
  for (const value of listOf(saidOf(parsed(text)), 'alerts')) {
    const said = saidOf(value);
    const labels = saidOf(fieldOf(said, 'labels'));
    if (said === undefined || labels === undefined) continue;
    const state = stateOf(textOf(said, 'state'));
    // The keys of what is kept are sorted (docs/formats/snapshots.md).
    const key = JSON.stringify(labels);
    if (state !== undefined && take({ key, labels })) yield { key, state, activeAtMs: momentOf(said, 'activeAt') };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stateOf(text: string): AlertSpan['state'] | undefined {
  const state = text.toLowerCase();
  return state === 'firing' || state === 'pending' ? state : undefined;
}

function labelsOf(said: SaidAlert['labels']): Labels {
  const texts = Object.entries(said).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return labelsFromPairs(texts.slice(0, mostLabels).map(([name, value]) => [cut(name), cut(value)]));
}

function* partsOf(found: Iterable<Sighted>): Generator<readonly SightedAlert[], undefined> {
  let part: SightedAlert[] = [];
  let [sightings, characters] = [0, 0];
  for (const one of found) {
    for (let at = 0; at < one.sightings.length; at += partSightings) {
      const some = one.sightings.slice(at, at + partSightings);
      part.push({ labels: one.labels, sightings: some });
      sightings += some.length;
      characters += one.labels.reduce((sum, text) => sum + text.length, 0);
      if (part.length < partAlerts && sightings < partSightings && characters < partCharacters) continue;
      yield part;
      [part, sightings, characters] = [[], 0, 0];
    }
  }
  if (part.length > 0) yield part;
  return undefined;
}
