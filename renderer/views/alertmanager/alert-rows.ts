/** The rows of the alerts: groups, those with something that is not silenced first, and in them what fits the search. Sliced: there may be 50,000. */
import type { AlertGroup, ManagedAlert } from '../../../shared/model/alertmanager.ts';
import { type Labels, labelPairs, labelsKey, labelValue } from '../../../shared/model/labels.ts';
import type { Work } from '../../components/slices.ts';
import type { AlertmanagerState } from './alertmanager-state.ts';
import type { Reading } from './reading.ts';

export interface GroupRow {
  readonly kind: 'group';
  readonly key: string;
  readonly group: AlertGroup;
  readonly active: number;
  readonly suppressed: number;
  /** Of its alerts, those that fit. */
  readonly shown: number;
}

export interface AlertRow {
  readonly kind: 'alert';
  readonly key: string;
  readonly alert: ManagedAlert;
  /** What the group does not say of all of them. */
  readonly rest: Labels;
  readonly place: number;
  readonly of: number;
}

export type Row = GroupRow | AlertRow;

export interface AlertRows {
  readonly rows: readonly Row[];
  /** Alerts, each once, of the receiver that is looked at. */
  readonly counts: Readonly<Record<AlertmanagerState['filter'], number>>;
  /** Alerts that are shown, each once. */
  readonly shown: number;
}

type Wanted = Pick<AlertmanagerState, 'text' | 'filter' | 'receiver'>;

export function* alertRows(reading: Reading, { text, filter, receiver }: Wanted): Work<AlertRows> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = reading.groups.filter((group) => receiver === undefined || group.receiver === receiver);
  const built: { readonly row: GroupRow; readonly alerts: readonly AlertRow[] }[] = [];
  const seen = new Map<string, boolean>();
  for (const [index, group] of groups.entries()) {
    built.push(rowsOfGroup(reading, group, index, { words, filter, seen }));
    yield (index + 1) / groups.length;
  }
  built.sort((a, b) => Number(b.row.active > 0) - Number(a.row.active > 0) || compare(a.row, b.row));
  const rows = built.flatMap(({ row, alerts }): readonly Row[] => (alerts.length === 0 ? [] : [row, ...alerts]));
  const known = [...seen.keys()].flatMap((fingerprint) => reading.alerts.get(fingerprint) ?? []);
  const suppressed = known.filter(isSuppressed).length;
  return {
    rows,
    counts: { all: known.length, active: known.length - suppressed, suppressed },
    shown: [...seen.values()].filter(Boolean).length,
  };
}

interface Search {
  readonly words: readonly string[];
  readonly filter: AlertmanagerState['filter'];
  /** Whether it is shown, of each that was looked at. */
  readonly seen: Map<string, boolean>;
}

function rowsOfGroup(reading: Reading, group: AlertGroup, index: number, { words, filter, seen }: Search) {
  const all = group.alerts.flatMap((fingerprint) => reading.alerts.get(fingerprint) ?? []);
  const fitting = all.filter((alert) => {
    const known = seen.get(alert.fingerprint);
    const fits = known ?? (isWanted(alert, filter) && hasWords(alert, words));
    if (known === undefined) seen.set(alert.fingerprint, fits);
    return fits;
  });
  const suppressed = all.filter(isSuppressed).length;
  const key = `${group.receiver} ${labelsKey(group.labels)} ${index}`;
  const sorted = fitting.sort(
    (a, b) => Number(isSuppressed(a)) - Number(isSuppressed(b)) || (b.startsAtMs ?? 0) - (a.startsAtMs ?? 0),
  );
  const row: GroupRow = {
    ...{ kind: 'group', key, group, suppressed, active: all.length - suppressed, shown: sorted.length },
  };
  const alerts = sorted.map((alert, at): AlertRow => {
    const rest = restOf(alert.labels, group.labels);
    return { kind: 'alert', key: `${key} ${alert.fingerprint}`, alert, rest, place: at + 1, of: sorted.length };
  });
  return { row, alerts };
}

export function isSuppressed({ state }: ManagedAlert): boolean {
  return state === 'suppressed';
}

function isWanted(alert: ManagedAlert, filter: AlertmanagerState['filter']): boolean {
  return filter === 'all' || isSuppressed(alert) === (filter === 'suppressed');
}

/** In any label or annotation: each of them. */
function hasWords({ labels, annotations }: ManagedAlert, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [...labelPairs(labels), ...labelPairs(annotations)].map((pair) => pair.join('=')).join('\n');
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

function restOf(labels: Labels, of: Labels): Labels {
  return labelPairs(labels)
    .filter(([name]) => name !== 'alertname' && labelValue(of, name) === undefined)
    .flat();
}

function compare(a: GroupRow, b: GroupRow): number {
  const [one, other] = [a, b].map(({ group }) => `${labelsKey(group.labels)} ${group.receiver}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
