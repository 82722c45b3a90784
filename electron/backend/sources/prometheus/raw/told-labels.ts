/**
 * The labels that a server puts onto what it gives to others (`external_labels`), as long as its configuration stays, and which of them some of
 * its series have themselves: those are to be kept there.
 */
import { z } from 'zod';
import { AppError } from '../../../../../shared/base/errors.ts';
import { type Labels, labelPairs } from '../../../../../shared/model/labels.ts';
import type { LabelMatcher } from '../../../../../shared/promql/ast.ts';
import type { Clock } from '../../../ports.ts';
import type { ApiCall, ApiClient } from '../api-client.ts';
import { escapedLabel } from '../catalog/catalog-requests.ts';
import type { ApiRequest } from '../request-params.ts';

/** One of the answers that are all series together. */
interface RawShare {
  /** The series of it. */
  readonly matchers: readonly LabelMatcher[];
  /** To be taken away again. */
  readonly added: Labels;
}

export interface ToldLabels {
  /** Empty where none are told. */
  readonly added: Labels;
  readonly shares: readonly RawShare[];
}

interface ToldLabelsDeps {
  readonly client: ApiClient;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** What the configuration says now. */
  readonly readAdded: (signal: AbortSignal) => Promise<Labels>;
  readonly soon: <T>(signal: AbortSignal, ask: (call: ApiCall) => Promise<T>) => Promise<T>;
}

/** Of the look at when the configuration was read last: a small answer. */
const freshMs = 5_000;
/** Targets come and go, and servers that do not say when they read it read it anew. */
const keptMs = 5 * 60_000;
/** Each doubles the answers. */
const mostOwn = 3;

export class ToldLabelsReader {
  readonly #deps: ToldLabelsDeps;
  #told: ToldLabels | undefined;
  #reloaded = '';
  #readMs = 0;
  #lookedMs = 0;

  constructor(deps: ToldLabelsDeps) {
    this.#deps = deps;
  }

  /** @throws as Source.query, what passes */
  async read(signal: AbortSignal): Promise<ToldLabels> {
    const { clock, soon, client, readAdded } = this.#deps;
    const nowMs = clock.monotonic();
    if (this.#told !== undefined && nowMs - this.#lookedMs < freshMs) return this.#told;
    const reloaded = await soon(signal, (call) => reloadedAt(client, call));
    const isSame = reloaded === this.#reloaded && nowMs - this.#readMs < keptMs;
    if (this.#told === undefined || !isSame) {
      const added = await readAdded(signal);
      this.#told = { added, shares: sharesOf(added, await this.#own(added, signal)) };
      this.#reloaded = reloaded;
      this.#readMs = nowMs;
    }
    this.#lookedMs = nowMs;
    return this.#told;
  }

  /** A reading was refused: what is known of the server may be of another one. */
  forget(): void {
    this.#told = undefined;
  }

  async #own(added: Labels, signal: AbortSignal): Promise<readonly Pair[]> {
    const own: Pair[] = [];
    for (const [name, value] of labelPairs(added)) {
      if (own.length === mostOwn) break;
      const { client, soon } = this.#deps;
      if (await soon(signal, (call) => hasOwn(client, name, value, call))) own.push([name, value]);
    }
    return own;
  }
}

type Pair = readonly [name: string, value: string];

/** By each label the series that have it themselves, and those that have not. Of those alone that have none the server asks no more than before. */
function sharesOf(added: Labels, own: readonly Pair[]): readonly RawShare[] {
  let shares: readonly RawShare[] = [{ matchers: [], added }];
  for (const [name, value] of own) {
    shares = shares.flatMap((share) => [
      { ...share, matchers: [...share.matchers, { name, op: '!=', value }] },
      { matchers: [...share.matchers, ownMatcher(name, value)], added: without(share.added, name) },
    ]);
  }
  return shares;
}

/**
 * What series have themselves: servers take `=` with a label that they add for one that all have, and leave it out
 * (https://github.com/prometheus/prometheus/blob/main/storage/remote/read_handler.go, filterExtLabelsFromMatchers).
 */
export function ownMatcher(name: string, value: string): LabelMatcher {
  return { name, op: '=~', value: value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') };
}

function without(labels: Labels, name: string): Labels {
  return labelPairs(labels).flatMap(([its, value]) => (its === name ? [] : [its, value]));
}

const runtimeInfo = z.object({ data: z.object({ lastConfigTime: z.string() }) });
const valuesAnswer = z.object({ data: z.array(z.string()) });

/** @returns '' where it is not told @throws what passes */
async function reloadedAt(client: ApiClient, call: ApiCall): Promise<string> {
  const request = { path: '/api/v1/status/runtimeinfo', params: new URLSearchParams() };
  const found = runtimeInfo.safeParse(await answerOf(client, request, call));
  return found.success ? found.data.data.lastConfigTime : '';
}

/** Selectors of queries find only what is stored. Where it is not told they may have it: then it is asked in two answers. */
async function hasOwn(client: ApiClient, name: string, value: string, call: ApiCall): Promise<boolean> {
  const params = new URLSearchParams({ 'match[]': `{${JSON.stringify(name)}=${JSON.stringify(value)}}` });
  if (escapedLabel(name) === name) params.set('match[]', `{${name}=${JSON.stringify(value)}}`);
  const path = `/api/v1/label/${encodeURIComponent(escapedLabel(name))}/values`;
  const found = valuesAnswer.safeParse(await answerOf(client, { path, params }, call));
  return !found.success || found.data.data.length > 0;
}

async function answerOf(client: ApiClient, request: ApiRequest, call: ApiCall): Promise<unknown> {
  try {
    return JSON.parse(await client.get(request, call));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (!(error instanceof AppError) || error.retryable || call.signal.aborted) throw error;
    return undefined;
  }
}
