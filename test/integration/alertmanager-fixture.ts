/** Alertmanagers in a cluster that a connection goes into: what their tests share. */
import type { Alertmanagers } from '../../electron/backend/alertmanager/alertmanagers.ts';
import { AppError, type AppErrorData } from '../../shared/base/errors.ts';
import type {
  AlertGroup,
  AlertmanagerItem,
  ManagedAlert,
  Silence,
  SilenceText,
} from '../../shared/model/alertmanager.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { labelValue } from '../../shared/model/labels.ts';
import type { ClusterBuilder } from '../support/api-server/cluster-builder.ts';
import { type Harbour, openHarbour, type Running, reaches, type StartOptions } from './connections-fixture.ts';

type Begin = Extract<AlertmanagerItem, { kind: 'begin' }>;

export interface Reading {
  readonly begin: Begin;
  readonly alerts: readonly ManagedAlert[];
  readonly groups: readonly AlertGroup[];
  readonly silences: readonly Silence[];
  readonly end: Extract<AlertmanagerItem, { kind: 'end' }>;
}

export const never = new AbortController().signal;

async function itemsOf(
  alertmanagers: Alertmanagers,
  context: ContextId,
  chosen?: string,
): Promise<readonly AlertmanagerItem[]> {
  const items: AlertmanagerItem[] = [];
  for await (const item of alertmanagers.read({ context, chosen }, never)) items.push(item);
  return items;
}

/** @throws Error where it failed */
export async function readAll(alertmanagers: Alertmanagers, context: ContextId, chosen?: string): Promise<Reading> {
  const items = await itemsOf(alertmanagers, context, chosen);
  const [begin, end] = [items[0], items.at(-1)];
  if (begin?.kind !== 'begin' || end?.kind !== 'end') throw new Error(JSON.stringify(items.slice(0, 2)));
  return {
    ...{ begin, end },
    alerts: items.flatMap((item) => (item.kind === 'alerts' ? item.alerts : [])),
    groups: items.flatMap((item) => (item.kind === 'groups' ? item.groups : [])),
    silences: items.flatMap((item) => (item.kind === 'silences' ? item.silences : [])),
  };
}

/** @throws Error where it did not fail */
export async function failureOf(
  alertmanagers: Alertmanagers,
  context: ContextId,
  chosen?: string,
): Promise<AppErrorData> {
  const items = await itemsOf(alertmanagers, context, chosen);
  const [item] = items;
  if (items.length !== 1 || item?.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(items)}`);
  return item.error;
}

export const nameOf = ({ labels }: ManagedAlert) => labelValue(labels, 'alertname') ?? '';

/** Of the API itself. @param alerts label sets, each with an `alertname` */
export async function sendAlerts(url: string, alerts: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const body = alerts.map((labels) => ({
    labels,
    annotations: { summary: `${labels.alertname} is on` },
    generatorURL: 'http://prometheus.example/graph',
  }));
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

export interface ToldSilence {
  readonly id: string;
  readonly status: { readonly state: string };
  readonly comment: string;
  readonly createdBy: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly matchers: readonly object[];
}

/** What the real one says of its silences. */
export async function toldSilences(url: string): Promise<readonly ToldSilence[]> {
  return (await (await fetch(`${url}/api/v2/silences`)).json()) as readonly ToldSilence[];
}

export interface Placed {
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly realPort: number;
  readonly servicePort?: number;
}

/** As the Helm chart `alertmanager` makes it. */
export function placeAlertmanager(builder: ClusterBuilder, placed: Placed): ClusterBuilder {
  const { namespace = 'monitoring', name = 'alertmanager', realPort, servicePort = 9093 } = placed;
  const labels = placed.labels ?? { 'app.kubernetes.io/name': 'alertmanager', 'app.kubernetes.io/instance': name };
  return builder.workload({
    ...{ namespace, name, labels, ports: [{ name: 'http', containerPort: 9093, realPort }] },
    service: { labels, ports: [{ name: 'http', port: servicePort, targetPort: 'http' }] },
  });
}

export interface Connected {
  readonly harbour: Harbour;
  readonly running: Running;
  readonly alertmanagers: Alertmanagers;
}

export async function connectTo(
  builder: ClusterBuilder,
  context: ContextId,
  options: StartOptions & { readonly users?: NonNullable<Parameters<typeof openHarbour>[1]>['users'] } = {},
): Promise<Connected> {
  const { users, ...startOptions } = options;
  const harbour = await openHarbour(0, { cluster: builder.cluster, ...(users && { users }) });
  try {
    const running = harbour.start(startOptions);
    running.connect(context);
    await reaches(running, 'connected', context);
    return { harbour, running, alertmanagers: running.services.alertmanagers };
  } catch (error) {
    await harbour.stop();
    throw error;
  }
}

/** 'nothing was thrown', or its code. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

export const silenceOf = (comment: string, more: Partial<SilenceText> = {}): SilenceText => ({
  matchers: [{ name: 'alertname', op: '=~', value: 'Disk.*' }],
  startsAtMs: Date.now(),
  endsAtMs: Date.now() + 1_800_000,
  createdBy: 'ada',
  comment,
  ...more,
});
