/** The rules of a server and their alerts, as they were kept: two documents, joined in the catalog worker. What was read last stays read. */
import { abortable } from '../../base/deadline.ts';
import { runJob } from '../prometheus/catalog/catalog-task.ts';
import { unpackParts } from '../prometheus/rules/packed-parts.ts';
import type { RulesRead } from '../prometheus/rules/rules-jobs.ts';
import type { SourceRules, SourceStatus } from '../source.ts';
import type { RecordedDeps } from './recorded-deps.ts';
import { recordedLists } from './recorded-lists.ts';
import { newestMs } from './recorded-status.ts';

const timeoutMs = 60_000;

type Deps = Pick<RecordedDeps, 'history' | 'source' | 'catalogPool'>;

export function recordedRules(
  { history, source, catalogPool }: Deps,
  status: Pick<SourceStatus, 'read' | 'firstMs'>,
): SourceRules {
  let last: { readonly mark: string; readonly read: RulesRead } | undefined;

  /** @param atMs when each of them was kept */
  async function readDocuments(
    atMs: { readonly rules: number; readonly alerts: number | undefined },
    signal: AbortSignal,
  ): Promise<RulesRead | undefined> {
    const [rules, alerts] = await Promise.all([
      status.read('rules', { atMs: atMs.rules, timeoutMs, signal }),
      atMs.alerts === undefined ? undefined : status.read('alerts', { atMs: atMs.alerts, timeoutMs, signal }),
    ]);
    if (rules === undefined) return undefined;
    return runJob(catalogPool, { job: 'keptRules', rules: rules.text, alerts: alerts?.text }, signal);
  }

  const read: SourceRules['read'] = async ({ atMs = newestMs, signal }) => {
    const looks = history.lookAt(source, signal);
    const then = { startMs: atMs, endMs: atMs };
    const [[rules], [alerts]] = await Promise.all([looks.changes('rules', then), looks.changes('alerts', then)]);
    const mark = JSON.stringify([rules, alerts].map((one) => [one?.atMs, one?.hash]));
    const documents = rules && { rules: rules.atMs, alerts: alerts?.atMs };
    const known = last?.mark === mark ? last.read : documents && (await readDocuments(documents, signal));
    if (rules === undefined || known === undefined)
      return { outcome: 'notKept', firstMs: await status.firstMs?.('rules', signal) };
    last = { mark, read: known };
    const { counts, leftOut, parts } = known;
    const held = { rules: heldOf(rules), alerts: alerts && heldOf(alerts) };
    const readAtMs = Math.min((alerts ?? rules).seenUntilMs, atMs);
    return { outcome: 'told', readAtMs, held, counts, leftOut, parts: () => unpackParts(parts), mark };
  };

  return {
    read: (options) => abortable(options.signal, read(options)),
    lists: (window, signal) => recordedLists({ history, source }, window, signal),
  };
}

function heldOf({ atMs, seenUntilMs }: { readonly atMs: number; readonly seenUntilMs: number }) {
  return { sinceMs: atMs, seenUntilMs };
}
