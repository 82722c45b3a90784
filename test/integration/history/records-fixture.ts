/** The backend's services over a data folder of their own, without a context: what is recorded there, asked as a page asks it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltServices, buildServices } from '../../../electron/backend/build-services.ts';
import { recordContextId } from '../../../electron/backend/contexts/context-id.ts';
import { createHandlers } from '../../../electron/backend/handlers.ts';
import { folderName, type HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ContractHandlers } from '../../../shared/contract/contract.ts';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { type Labels, labelsKey } from '../../../shared/model/labels.ts';
import type { QueryDone, QueryRequest, QuerySemantics } from '../../../shared/model/query.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

export const never = { signal: new AbortController().signal };
export const slotMs = 7_200_000;

export interface RecordsFixture {
  readonly dataDir: string;
  readonly services: BuiltServices;
  readonly handlers: ContractHandlers;
  readonly logged: readonly string[];
  sources(): Promise<readonly StoredSource[]>;
  /** What transfers have left. */
  left(): readonly string[];
  dispose(): Promise<void>;
}

export function createRecordsFixture(dataDir = mkdtempSync(join(tmpdir(), 'binnacle-records-'))): RecordsFixture {
  const logged: string[] = [];
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const services = buildServices({
    ...{ host: 'web', version: '1.2.3', random: () => 0.5, clock },
    log: {
      write(level, scope, message) {
        if (level === 'warn' || level === 'error') logged.push(`${scope}: ${message}`);
      },
    },
    settings: {
      read: () => ({ settings: { ...defaultSettings, proxy: { kind: 'none' } } }),
      write: () => undefined,
    },
    onPower: new Emitter<never>().event,
    kubeconfig: { groups: [], from: 'commandLine' },
    ...{ homeDir: dataDir, dataDir, env: {} },
    openKeychain: () => Promise.reject(new Error('not here')),
    workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
  });
  const handlers = createHandlers(services, { version: '1.2.3', host: 'web', clock, homeDir: dataDir, dataDir });
  return {
    ...{ dataDir, services, handlers, logged },
    async sources() {
      const all = handlers.history.sources({ everyMs: 3_600_000 }, never)[Symbol.asyncIterator]();
      const { value } = await all.next();
      await all.return?.();
      return value ?? [];
    },
    left() {
      try {
        return readdirSync(join(dataDir, 'transfers'));
      } catch {
        return [];
      }
    },
    async dispose() {
      await services.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function originOf(cluster: string, more: Partial<HistoryOrigin> = {}): HistoryOrigin {
  return { kind: 'prometheus', cluster, server: 'prometheus m/p', name: 'harbor', version: '3.1.0', ...more };
}

export const recordOf = (origin: HistoryOrigin): ContextId => recordContextId(folderName(origin));

/** Each of the label sets each 15 s, both ends included, the value made of time and series; told as covered by the rule. */
export async function record(
  writer: SourceWriter,
  labels: readonly Labels[],
  { fromMs, toMs, rule = 'all' }: { readonly fromMs: number; readonly toMs: number; readonly rule?: string },
  numberAt: (timeMs: number, series: number) => number = (timeMs, i) => (timeMs / 1000) * 0.1 + i,
): Promise<void> {
  const times = Float64Array.from({ length: Math.floor((toMs - fromMs) / 15_000) + 1 }, (_, n) => fromMs + n * 15_000);
  await writer.appendColumns(
    labels.map((its, i) => ({ labels: its, timesMs: times, values: times.map((timeMs) => numberAt(timeMs, i)) })),
  );
  await writer.cover(rule, { startMs: fromMs, endMs: toMs, state: 'recorded', detail: '' });
}

export interface Answer {
  /** Labels → times and the bits of their values. */
  readonly series: ReadonlyMap<string, string>;
  /** The same as numbers. */
  readonly values: readonly number[];
  readonly done: QueryDone | undefined;
}

export async function ask(
  { handlers }: Pick<RecordsFixture, 'handlers'>,
  context: ContextId,
  request: QueryRequest,
  semantics?: QuerySemantics,
): Promise<Answer> {
  const parts: Part[] = [];
  let done: QueryDone | undefined;
  for await (const item of handlers.query.run({ context, request, semantics }, never)) {
    if (item.kind === 'part') parts.push(item);
    if (item.kind === 'done') done = item;
  }
  const { labels, offsets, timesMs, values } = joinParts(parts);
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length);
  const textOf = (_: Labels, i: number) =>
    Array.from({ length: (offsets[i + 1] ?? 0) - (offsets[i] ?? 0) }, (_one, n) => {
      const at = (offsets[i] ?? 0) + n;
      return `${timesMs[at]}:${bits[at]?.toString(16)}`;
    }).join(' ');
  return { values: [...values], series: new Map(labels.map((its, i) => [labelsKey(its), textOf(its, i)])), done };
}

/** The only number of an instant query; undefined for none. */
export async function askNumber(
  fixture: Pick<RecordsFixture, 'handlers'>,
  context: ContextId,
  expr: string,
  timeMs: number,
  semantics?: QuerySemantics,
): Promise<number | undefined> {
  return (await ask(fixture, context, { kind: 'instant', expr, timeMs }, semantics)).values[0];
}
