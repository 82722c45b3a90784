/**
 * Reads what an Alertmanager answers (API v2) into what is shown of it; runs in a worker. The answers may be hostile: what is not as the API
 * promises is left out, every text is cut, every list has an end. https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
import { AppError } from '../../../shared/base/errors.ts';
import type {
  AlertGroup,
  AlertmanagerItem,
  AlertmanagerStatus,
  AlertState,
  ManagedAlert,
  MatcherOp,
  Silence,
  SilenceMatcher,
  SilenceState,
} from '../../../shared/model/alertmanager.ts';
import { cut, fieldOf, listOf, momentOf, type Said, saidOf, textOf } from '../base/read-fields.ts';
import { labelsOf, partsOf } from '../base/read-parts.ts';

export interface AlertmanagerJob {
  readonly kind: 'alertmanager';
  /** For messages. */
  readonly target: string;
  readonly status: Uint8Array;
  readonly receivers: Uint8Array;
  /** `/alerts/groups`, or `/alerts` of what does not tell its groups. */
  readonly alerts: Uint8Array;
  readonly silences: Uint8Array;
}

/** What it comes to: the head first. */
export type AlertmanagerRead =
  | { readonly kind: 'head'; readonly status: AlertmanagerStatus; readonly receivers: readonly string[] }
  | Exclude<AlertmanagerItem, { readonly kind: 'begin' | 'failed' }>;

const mostAlerts = 50_000;
const mostSilences = 20_000;
const mostGroups = 20_000;
const mostReceivers = 2000;
const mostReceiversCharacters = 65_536;
const mostPeers = 200;
const mostMatchers = 200;
const mostIds = 100;
/** Of the ids of one kind that an alert has, of a silence's matchers, and of the fingerprints in a piece of a group: a frame of the contract has a MiB. */
const mostIdsCharacters = 8192;
const mostMatchersCharacters = 65_536;
const mostPieceCharacters = 100_000;
/** Of UTF-16: a frame of the contract has a MiB. */
const mostConfig = 200_000;

/** @param mask takes secrets out of a configuration @throws AppError companion.malformed */
export function* readAlertmanager(
  job: AlertmanagerJob,
  mask: (yaml: string) => string,
): Generator<AlertmanagerRead, void, undefined> {
  const { target } = job;
  const status = saidOf(parsed(job.status, target));
  if (status === undefined) throw malformed(target, 'its status is no object');
  const receivers = listed(job.receivers, target).flatMap((one) => textOf(saidOf(one), 'name') || []);
  yield {
    kind: 'head',
    status: readStatus(status, mask),
    receivers: fitting(receivers.slice(0, mostReceivers), mostReceiversCharacters),
  };
  const { alerts, groups } = readAlerts(listed(job.alerts, target));
  const silences = listed(job.silences, target).flatMap((one) => readSilence(saidOf(one)) ?? []);
  const kept = alerts.slice(0, mostAlerts);
  const fingerprints = new Set(kept.map(({ fingerprint }) => fingerprint));
  const pieces = groups.slice(0, mostGroups).flatMap((group) => [...piecesOf(group, fingerprints)]);
  // One with fewer matchers than it has would be shown as another silence, and changed into it.
  const whole = silences.filter(hasRoom);
  for (const part of partsOf(kept)) yield { kind: 'alerts', alerts: part };
  for (const part of partsOf(pieces)) yield { kind: 'groups', groups: part };
  for (const part of partsOf(whole.slice(0, mostSilences))) yield { kind: 'silences', silences: part };
  yield {
    kind: 'end',
    alertsLeftOut: Math.max(0, alerts.length - mostAlerts),
    groupsLeftOut: Math.max(0, groups.length - mostGroups),
    silencesLeftOut: silences.length - Math.min(whole.length, mostSilences),
  };
}

function malformed(target: string, reason: string): AppError {
  const text = `An answer of ${target} cannot be read: ${reason}.`;
  return new AppError('companion.malformed', text, { details: { what: 'Alertmanager', target, reason } });
}

function parsed(body: Uint8Array, target: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw malformed(target, 'it is not JSON');
  }
}

function listed(body: Uint8Array, target: string): readonly unknown[] {
  const value = parsed(body, target);
  // Go writes an empty list as null where nobody made one.
  if (value === null) return [];
  if (!Array.isArray(value)) throw malformed(target, 'it is no list');
  return value;
}

function readStatus(said: Said, mask: (yaml: string) => string): AlertmanagerStatus {
  const version = saidOf(fieldOf(said, 'versionInfo'));
  const cluster = saidOf(fieldOf(said, 'cluster'));
  const original = fieldOf(saidOf(fieldOf(said, 'config')), 'original');
  const config = typeof original === 'string' ? mask(original) : '';
  return {
    version: textOf(version, 'version'),
    revision: textOf(version, 'revision'),
    branch: textOf(version, 'branch'),
    buildUser: textOf(version, 'buildUser'),
    buildDate: textOf(version, 'buildDate'),
    goVersion: textOf(version, 'goVersion'),
    startMs: momentOf(said, 'uptime'),
    clusterStatus: textOf(cluster, 'status'),
    clusterName: textOf(cluster, 'name'),
    peers: listOf(cluster, 'peers')
      .slice(0, mostPeers)
      .map((one) => ({ name: textOf(saidOf(one), 'name'), address: textOf(saidOf(one), 'address') })),
    config: config.slice(0, mostConfig).toWellFormed(),
    configLeftOut: Math.max(0, config.length - mostConfig),
  };
}

/** An alert that several receivers are told of is in a group of each. */
function readAlerts(list: readonly unknown[]): {
  readonly alerts: readonly ManagedAlert[];
  readonly groups: readonly AlertGroup[];
} {
  const alerts = new Map<string, ManagedAlert>();
  const keep = (value: unknown): readonly string[] => {
    const alert = readAlert(saidOf(value));
    if (alert === undefined) return [];
    alerts.set(alert.fingerprint, alert);
    return [alert.fingerprint];
  };
  const groups = list.flatMap((one): AlertGroup[] => {
    const said = saidOf(one);
    const members = fieldOf(said, 'alerts');
    if (!Array.isArray(members)) return [];
    const receiver = textOf(saidOf(fieldOf(said, 'receiver')), 'name');
    return [{ receiver, labels: labelsOf(fieldOf(said, 'labels')), alerts: members.flatMap(keep) }];
  });
  if (groups.length > 0) return { alerts: [...alerts.values()], groups };
  return { groups: groupsByReceiver(list, keep), alerts: [...alerts.values()] };
}

/** With the alerts that are kept; nothing where there are none. */
function* piecesOf(group: AlertGroup, kept: ReadonlySet<string>): Generator<AlertGroup, void, undefined> {
  let alerts: string[] = [];
  let characters = 0;
  let isFirst = true;
  const piece = (): AlertGroup => ({ ...group, alerts, ...(!isFirst && { goesOn: true }) });
  for (const fingerprint of group.alerts) {
    if (!kept.has(fingerprint)) continue;
    if (alerts.length > 0 && characters + fingerprint.length > mostPieceCharacters) {
      yield piece();
      [alerts, characters, isFirst] = [[], 0, false];
    }
    alerts.push(fingerprint);
    characters += fingerprint.length;
  }
  if (alerts.length > 0) yield piece();
}

/** Of `/alerts`: what is known is only to whom each of them goes. */
function groupsByReceiver(
  list: readonly unknown[],
  keep: (value: unknown) => readonly string[],
): readonly AlertGroup[] {
  const byReceiver = new Map<string, string[]>();
  for (const one of list) {
    const kept = keep(one);
    for (const receiver of listOf(saidOf(one), 'receivers')) {
      const name = textOf(saidOf(receiver), 'name');
      byReceiver.set(name, [...(byReceiver.get(name) ?? []), ...kept]);
    }
  }
  return [...byReceiver].map(([receiver, alerts]) => ({ receiver, labels: [], alerts }));
}

const alertStates: readonly AlertState[] = ['active', 'suppressed', 'unprocessed'];

function readAlert(said: Said | undefined): ManagedAlert | undefined {
  const fingerprint = textOf(said, 'fingerprint');
  const labels = labelsOf(fieldOf(said, 'labels'));
  if (said === undefined || fingerprint === '') return undefined;
  const status = saidOf(fieldOf(said, 'status'));
  const state = textOf(status, 'state');
  return {
    fingerprint,
    labels,
    annotations: labelsOf(fieldOf(said, 'annotations')),
    startsAtMs: momentOf(said, 'startsAt'),
    endsAtMs: momentOf(said, 'endsAt'),
    generatorUrl: textOf(said, 'generatorURL'),
    state: alertStates.find((one) => one === state) ?? 'unprocessed',
    silencedBy: textsOf(status, 'silencedBy'),
    inhibitedBy: textsOf(status, 'inhibitedBy'),
    mutedBy: textsOf(status, 'mutedBy'),
  };
}

function textsOf(said: Said | undefined, key: string): readonly string[] {
  const texts = listOf(said, key).slice(0, mostIds);
  return fitting(
    texts.flatMap((one) => (typeof one === 'string' ? [cut(one)] : [])),
    mostIdsCharacters,
  );
}

/** The first of them, as many as there is room for. */
function fitting(texts: readonly string[], most: number): readonly string[] {
  let characters = 0;
  const end = texts.findIndex((text) => {
    characters += text.length;
    return characters > most;
  });
  return end === -1 ? texts : texts.slice(0, end);
}

const silenceStates: readonly SilenceState[] = ['active', 'pending', 'expired'];

function readSilence(said: Said | undefined): Silence | undefined {
  const id = textOf(said, 'id');
  const state = silenceStates.find((one) => one === textOf(saidOf(fieldOf(said, 'status')), 'state'));
  const [startsAtMs, endsAtMs] = [momentOf(said, 'startsAt'), momentOf(said, 'endsAt')];
  if (id === '' || state === undefined || startsAtMs === undefined || endsAtMs === undefined) return undefined;
  return {
    ...{ id, state, startsAtMs, endsAtMs },
    updatedAtMs: momentOf(said, 'updatedAt'),
    createdBy: textOf(said, 'createdBy'),
    comment: textOf(said, 'comment'),
    matchers: listOf(said, 'matchers')
      .slice(0, mostMatchers + 1)
      .flatMap((one) => readMatcher(saidOf(one)) ?? []),
  };
}

function hasRoom({ matchers }: Silence): boolean {
  const characters = matchers.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return matchers.length <= mostMatchers && characters <= mostMatchersCharacters;
}

function readMatcher(said: Said | undefined): SilenceMatcher | undefined {
  const name = textOf(said, 'name');
  if (name === '') return undefined;
  return {
    name,
    op: opOf(fieldOf(said, 'isRegex') === true, fieldOf(said, 'isEqual') !== false),
    value: textOf(said, 'value'),
  };
}

/** `isEqual` is of 0.22 and later; before, there were no others. */
function opOf(isRegex: boolean, isEqual: boolean): MatcherOp {
  if (isRegex) return isEqual ? '=~' : '!~';
  return isEqual ? '=' : '!=';
}
