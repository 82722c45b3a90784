/**
 * `query_exemplars`, `rules` and `alerts`, none of which are there: answered as by a Prometheus that has none, since Grafana asks for them
 * as soon as it has a data source, and takes a 404 for a failure.
 */
import { quoteText } from '../../../shared/promql/go-text.ts';
import { selectorsIn } from '../../../shared/promql/lint-parts.ts';
import { type ApiCall, noContent, success } from './api-call.ts';
import { badData, badParameter } from './api-error.ts';
import { timesOf } from './parameters.ts';
import { parsed } from './query-endpoints.ts';

/** Without a selector in the expression there is nothing to answer, not even an empty list. */
export async function queryExemplars(call: ApiCall): Promise<Iterable<string>> {
  const { startMs, endMs } = timesOf(call.form, call.services.dialect);
  if (endMs < startMs) throw badData('end timestamp must not be before start timestamp');
  return selectorsIn(parsed(call, badData)).length > 0 ? success('[]') : noContent;
}

export async function rules({ form }: ApiCall): Promise<Iterable<string>> {
  const type = form.text('type').toLowerCase();
  if (!['', 'alert', 'record'].includes(type)) throw badParameter('type', `not supported value ${quoteText(type)}`);
  return success('{"groups":[]}');
}

export async function alerts(): Promise<Iterable<string>> {
  return success('{"alerts":[]}');
}
