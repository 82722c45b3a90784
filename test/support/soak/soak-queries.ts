/** What the soak asks through the contract, and what it reads out of the answers. */
import type { ContractClient } from '../../../shared/contract/contract.ts';
import { joinParts, joinSlices, type Part } from '../../../shared/model/columns.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import type { Columns, QueryRequest } from '../../../shared/model/query.ts';

/** @throws what the contract throws */
export async function answer(client: ContractClient, context: ContextId, request: QueryRequest): Promise<Columns> {
  const slices: Part[][] = [[]];
  for await (const item of client.query.run({ context, request })) {
    if (item.kind === 'slice') slices.push([]);
    else if (item.kind === 'part') slices.at(-1)?.push(item);
  }
  return joinSlices(slices.map(joinParts));
}

/** Series by their labels, each with its samples as `TIME VALUE`. */
export type Samples = ReadonlyMap<string, ReadonlySet<string>>;

/** As they are stored, of a range selector. */
export async function samplesOf(
  client: ContractClient,
  context: ContextId,
  selector: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): Promise<Samples> {
  const seconds = Math.ceil((endMs - startMs) / 1000);
  const request = { kind: 'instant', expr: `${selector}[${seconds}s]`, timeMs: endMs } as const;
  const { labels, offsets, timesMs, values } = await answer(client, context, request);
  return new Map(
    labels.map((set, i) => {
      const texts = new Set<string>();
      for (let at = offsets[i] ?? 0; at < (offsets[i + 1] ?? 0); at += 1) {
        const timeMs = timesMs[at] ?? 0;
        if (timeMs >= startMs && timeMs <= endMs) texts.add(`${timeMs} ${values[at]}`);
      }
      return [formatLabels(set), texts] as const;
    }),
  );
}

/** What a page with some graphs asks each few seconds. */
const panels: readonly string[] = [
  'sum by (mode) (rate(node_cpu_seconds_total[1m]))',
  'up',
  'node_load1',
  'topk(5, rate(process_cpu_seconds_total[1m]))',
];

/** @returns how many were answered, and how many failed */
export async function refreshPanels(client: ContractClient, contexts: readonly ContextId[]) {
  const endMs = Date.now();
  const range = { kind: 'range', startMs: endMs - 15 * 60_000, endMs, stepMs: 5000 } as const;
  const asked = contexts.flatMap((context) => panels.map((expr) => answer(client, context, { ...range, expr })));
  const settled = await Promise.allSettled(asked);
  const answered = settled.filter(({ status }) => status === 'fulfilled').length;
  return { answered, failed: settled.length - answered };
}
