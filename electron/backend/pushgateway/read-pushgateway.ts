/**
 * Reads what a Pushgateway answers (API v1) into what is shown of it; runs in a worker. What is not as the API promises is left out, every text
 * is cut, the list has an end. https://github.com/prometheus/pushgateway#query-api
 */
import { AppError } from '../../../shared/base/errors.ts';
import type { PushGroup, PushgatewayItem } from '../../../shared/model/pushgateway.ts';
import { fieldOf, listOf, momentOf, type Said, saidOf, textOf } from '../base/read-fields.ts';
import { labelsOf, partsOf } from '../base/read-parts.ts';

export interface PushgatewayJob {
  readonly kind: 'pushgateway';
  /** For messages. */
  readonly target: string;
  readonly status: Uint8Array;
  readonly metrics: Uint8Array;
}

/** What it comes to: the head first. */
export type PushgatewayRead =
  | { readonly kind: 'head'; readonly version: string; readonly startMs: number | undefined }
  | Exclude<PushgatewayItem, { readonly kind: 'begin' | 'failed' }>;

const mostGroups = 20_000;

/** @throws AppError companion.malformed */
export function* readPushgateway({
  target,
  status,
  metrics,
}: PushgatewayJob): Generator<PushgatewayRead, void, undefined> {
  const said = dataOf(status, target);
  const version = textOf(saidOf(fieldOf(saidOf(said), 'build_information')), 'version');
  yield { kind: 'head', version, startMs: momentOf(saidOf(said), 'start_time') };
  const list = dataOf(metrics, target);
  // Go writes an empty list as null where nobody made one.
  if (!Array.isArray(list) && list !== null) throw malformed(target, 'its metrics are no list');
  const groups = (list ?? []).flatMap((one: unknown) => readGroup(saidOf(one)) ?? []);
  for (const part of partsOf(groups.slice(0, mostGroups))) yield { kind: 'groups', groups: part };
  yield { kind: 'end', leftOut: Math.max(0, groups.length - mostGroups) };
}

function malformed(target: string, reason: string): AppError {
  const text = `An answer of ${target} cannot be read: ${reason}.`;
  return new AppError('companion.malformed', text, { details: { what: 'Pushgateway', target, reason } });
}

function dataOf(body: Uint8Array, target: string): unknown {
  let said: Said | undefined;
  try {
    said = saidOf(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw malformed(target, 'it is not JSON');
  }
  if (said === undefined || !Object.hasOwn(said, 'data')) throw malformed(target, 'it has no data');
  return said.data;
}

/** A metric may be called as these two are only by the Pushgateway itself. */
const pushTime = 'push_time_seconds';
const failureTime = 'push_failure_time_seconds';
const own = new Set(['labels', 'last_push_successful', pushTime, failureTime]);

function readGroup(said: Said | undefined): PushGroup | undefined {
  if (said === undefined || saidOf(fieldOf(said, 'labels')) === undefined) return undefined;
  const isSuccessful = fieldOf(said, 'last_push_successful');
  const families = Object.keys(said).flatMap((name) => {
    const family = own.has(name) ? undefined : saidOf(fieldOf(said, name));
    return family === undefined ? [] : [listOf(family, 'metrics').length];
  });
  return {
    labels: labelsOf(said.labels),
    lastPushMs: timeOf(said, pushTime),
    lastFailureMs: timeOf(said, failureTime),
    isSuccessful: typeof isSuccessful === 'boolean' ? isSuccessful : undefined,
    metrics: families.length,
    series: families.reduce((sum, count) => sum + count, 0),
  };
}

const latestMs = 8.64e15;

/** Seconds as text; 0 for what has not been. */
function timeOf(said: Said, name: string): number | undefined {
  const [metric] = listOf(saidOf(fieldOf(said, name)), 'metrics');
  const timeMs = Number(textOf(saidOf(metric), 'value')) * 1000;
  return timeMs > 0 && timeMs <= latestMs ? timeMs : undefined;
}
