/** What rules would record of a source, as the server has it now: counts are all that is asked. */
import { AppError } from '../../../shared/base/errors.ts';
import type { RecordingEstimate, RecordingRule, RuleEstimate } from '../../../shared/model/recorder.ts';
import type { Source } from '../sources/source.ts';
import { countSeries, scrapeIntervalMs } from './ask-server.ts';

/** On the disk, label index and all: half a byte to a byte for what exporters of a cluster say (`npm run bench -- history-size`). */
const bytesASample = 1;
const dayMs = 86_400_000;

/**
 * @param shownBytes what a series of this source costs in a day, as its record has shown; undefined where it has not
 * @throws whatever a query fails with that is not about one rule alone
 */
export async function estimateRecording(
  source: Pick<Source, 'query' | 'targets'>,
  rules: readonly RecordingRule[],
  shownBytes: number | undefined,
  signal: AbortSignal,
): Promise<RecordingEstimate> {
  const counted: RuleEstimate[] = [];
  for (const rule of rules) counted.push(await estimateRule(source, rule, signal));
  const isCounted = ({ id }: RecordingRule) => counted.some((one) => one.id === id && one.problem === undefined);
  const on = rules.filter((rule) => rule.isOn && isCounted(rule));
  const selectors = [...new Set(on.flatMap((rule) => rule.selectors))];
  const series = await countSeries(source, selectors, signal);
  const samplesADay = series === 0 ? 0 : Math.round((series * dayMs) / (await scrapeIntervalMs(source, signal)));
  const bytesADay = Math.round(shownBytes === undefined ? samplesADay * bytesASample : series * shownBytes);
  return { rules: counted, series, samplesADay, bytesADay };
}

const refusals: ReadonlySet<string> = new Set(['prometheus.badData', 'prometheus.execution', 'prometheus.http']);

async function estimateRule(
  source: Pick<Source, 'query'>,
  { id, selectors }: RecordingRule,
  signal: AbortSignal,
): Promise<RuleEstimate> {
  try {
    return { id, series: await countSeries(source, selectors, signal) };
  } catch (error) {
    if (!(error instanceof AppError) || !refusals.has(error.code)) throw error;
    return { id, series: 0, problem: error.toData() };
  }
}
