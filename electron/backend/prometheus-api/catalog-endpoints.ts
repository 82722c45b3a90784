/** What is there, without samples: `labels`, `label/NAME/values`, `series`, `metadata` and `status/buildinfo`. */
import { quoteText } from '../../../shared/promql/go-text.ts';
import { annotationFields } from './annotation-texts.ts';
import { type ApiCall, success } from './api-call.ts';
import type { LabelRequest, Limited } from './api-data.ts';
import { badData, badParameter } from './api-error.ts';
import type { MetricMetadata } from './api-storage.ts';
import { jsonText } from './json-text.ts';
import { labelNameOf } from './label-name.ts';
import { limitParameter, parseGoInteger, timesOf } from './parameters.ts';
import { labelsJson } from './result-chunks.ts';
import { parseSelectors } from './selector-parameters.ts';

export async function labelNames(call: ApiCall): Promise<Iterable<string>> {
  const request = labelRequest(call, limitParameter(call.form));
  return listed(await call.services.data.labelNames(request, call.signal), jsonText);
}

export async function labelValues(call: ApiCall): Promise<Iterable<string>> {
  const name = labelNameOf(call.name, call.services.dialect.legacyLabelNames);
  if (name === undefined) throw badData(`invalid label name: ${quoteText(call.name)}`);
  const request = { ...labelRequest(call, limitParameter(call.form)), name };
  return listed(await call.services.data.labelValues(request, call.signal), jsonText);
}

export async function series(call: ApiCall): Promise<Iterable<string>> {
  const { form, services, signal } = call;
  if (form.problem !== undefined) throw badData(`error parsing form values: ${form.problem}`);
  if (form.all('match[]').length === 0) throw badData('no match[] parameter provided');
  const limit = limitParameter(form);
  const times = timesOf(form, services.dialect);
  const selectors = parseSelectors(form.all('match[]'), (reason) => badParameter('match[]', reason));
  return listed(await services.data.series({ ...times, selectors, limit }, signal), labelsJson);
}

function labelRequest(call: ApiCall, limit: number): LabelRequest {
  const times = timesOf(call.form, call.services.dialect);
  return { ...times, selectors: parseSelectors(call.form.all('match[]'), badData), limit };
}

/** So many items are about as much as one write should be. */
const itemsAPiece = 500;

function* listed<T>(
  { items, isTruncated, warnings }: Limited<T>,
  json: (item: T) => string,
): Generator<string, void, undefined> {
  yield '{"status":"success","data":[';
  for (let i = 0; i < items.length; i += itemsAPiece) {
    yield (i === 0 ? '' : ',') +
      items
        .slice(i, i + itemsAPiece)
        .map(json)
        .join(',');
  }
  const all = [...warnings, ...(isTruncated ? ['results truncated due to limit'] : [])];
  yield `]${annotationFields([], '', all)}}`;
}

export async function metadata({ form, services, signal }: ApiCall): Promise<Iterable<string>> {
  const limit = countParameter(form.text('limit'), 'limit');
  const limitPerMetric = countParameter(form.text('limit_per_metric'), 'limit_per_metric');
  const metric = form.text('metric');
  const found = await services.data.metadata({ metric: metric === '' ? undefined : metric }, signal);
  const byMetric = [...Map.groupBy(found, (one) => one.metric)];
  const kept = limit < 0 ? byMetric : byMetric.slice(0, limit);
  const fields = kept.map(([name, all]) => {
    const told = limitPerMetric > 0 ? all.slice(0, limitPerMetric) : all;
    return `${jsonText(name)}:[${told.map(metadataJson).join(',')}]`;
  });
  return success(`{${fields.join(',')}}`);
}

/** @returns below nought for none */
function countParameter(text: string, name: string): number {
  if (text === '') return -1;
  const count = parseGoInteger(text);
  if (typeof count !== 'number') throw badData(`${name} must be a number`);
  return count;
}

function metadataJson({ type, help, unit }: MetricMetadata): string {
  return `{"type":${jsonText(type)},"help":${jsonText(help)},"unit":${jsonText(unit)}}`;
}

export async function buildInfo({ services }: ApiCall): Promise<Iterable<string>> {
  return success(JSON.stringify(services.buildInfo));
}
