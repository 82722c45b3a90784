/** Asks for a configuration: that of a server, one that a record kept, or what Binnacle itself scrapes with. Apart from React. */
import { AppError } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ConfigItem, RuntimeStatus } from '../../../shared/model/server-status.ts';

export type NoConfig = Extract<ConfigItem, { kind: 'none' }>['why'];

export type ConfigAnswer =
  | {
      readonly kind: 'text';
      /** YAML, secrets masked. */
      readonly text: string;
      readonly sinceMs: number;
      readonly seenUntilMs: number;
      /** Binnacle's own: what it scrapes with. */
      readonly isOwn: boolean;
    }
  | { readonly kind: 'none'; readonly why: NoConfig };

export interface ConfigQuestion {
  readonly context: ContextId;
  /** Of a record; undefined: the newest. */
  readonly atMs: number | undefined;
}

/** @throws AppError as status.config does */
export async function readConfig(
  client: ContractClient,
  { context, atMs }: ConfigQuestion,
  signal: AbortSignal,
  onPart?: (part: number) => void,
): Promise<ConfigAnswer> {
  const parts: string[] = [];
  let begin: Extract<ConfigItem, { kind: 'begin' }> | undefined;
  let received = 0;
  for await (const item of client.status.config({ context, ...(atMs === undefined ? {} : { atMs }) }, { signal })) {
    if (item.kind === 'none') return item;
    if (item.kind === 'begin') begin = item;
    else {
      parts.push(item.text);
      received += item.text.length;
      if (begin !== undefined && received < begin.characters) onPart?.(received / begin.characters);
    }
  }
  const { sinceMs = 0, seenUntilMs = 0 } = begin ?? {};
  return { kind: 'text', text: parts.join(''), sinceMs, seenUntilMs, isOwn: false };
}

/** @returns undefined where the server does not tell it */
export async function readRuntime(
  client: ContractClient,
  { context, atMs }: ConfigQuestion,
  signal: AbortSignal,
): Promise<RuntimeStatus | undefined> {
  const at = atMs === undefined ? {} : { atMs };
  const answer = await client.status.read({ context, kind: 'runtimeinfo', ...at }, { signal });
  return answer.outcome === 'told' && answer.status.kind === 'runtimeinfo' ? answer.status : undefined;
}

/** As often as a reading of targets is asked for that is read once. */
const onceMs = 3_600_000;

/** What Binnacle scrapes with, pool by pool, as Prometheus's configuration would say it. @returns undefined where it scrapes nothing here */
export async function readOwn(
  client: ContractClient,
  context: ContextId,
  signal: AbortSignal,
): Promise<ConfigAnswer | undefined> {
  try {
    const names = await ownPools(client, context, signal);
    const pools = await Promise.all(
      names.map(async (pool) => (await client.targets.poolConfig({ context, pool }, { signal })).yaml),
    );
    if (pools.length === 0) return undefined;
    const nowMs = Date.now();
    const text = `scrape_configs:\n${pools.map(listItem).join('')}`;
    return { kind: 'text', text, sinceMs: nowMs, seenUntilMs: nowMs, isOwn: true };
  } catch (error) {
    // A record of samples alone, or a pool that went meanwhile: then it is as if it were not told.
    if (error instanceof AppError && error.code.startsWith('targets.')) return undefined;
    throw error;
  }
}

async function ownPools(client: ContractClient, context: ContextId, signal: AbortSignal): Promise<readonly string[]> {
  const ending = new AbortController();
  const items = client.targets.watch(
    { context, everyMs: onceMs },
    { signal: AbortSignal.any([signal, ending.signal]) },
  );
  for await (const item of items) {
    if (item.kind === 'failed') throw AppError.fromData(item.error);
    if (item.kind !== 'begin') continue;
    const names = item.pools.map(({ name }) => name);
    ending.abort();
    return names;
  }
  return [];
}

/** A mapping as an entry of a list. */
function listItem(yaml: string): string {
  const [first = '', ...rest] = yaml.trimEnd().split('\n');
  return `- ${first}\n${rest.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')}`;
}
