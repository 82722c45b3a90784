/** What can be a label's and a metric's name. https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
import type { RelabelDialect } from './dialect.ts';

const classicLabelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const classicMetricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Classic names with groups of a match in them: `app_${1}`, `$name`. Each character is read in one way only, so it takes linear time. */
const classicTemplate = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/;

const isAnyName = (name: string): boolean => name !== '' && name.isWellFormed();

export function isLabelName(name: string, { utf8Names }: RelabelDialect): boolean {
  return utf8Names ? isAnyName(name) : classicLabelName.test(name);
}

export function isMetricName(name: string, { utf8Names }: RelabelDialect): boolean {
  return utf8Names ? isAnyName(name) : classicMetricName.test(name);
}

/** Whether a template can become a label's name; where any name is allowed, so is any template. */
export function isNameTemplate(template: string, { utf8Names }: RelabelDialect): boolean {
  return utf8Names ? isAnyName(template) : classicTemplate.test(template);
}
