/** What is told of ranges in which native histograms are, beside histogram-words.ts; in Prometheus's words. */
import type { Labels } from '../../../model/labels.ts';
import { quoteText } from '../../go-text.ts';
import { metricNamed, nameOf } from '../histogram-words.ts';

export const rangeMessages = {
  ignored: (labels: Labels) =>
    `ignored histograms in a range containing both floats and histograms for ${metricNamed(labels)}`,
  notCounter: (labels: Labels) => `this native histogram metric is not a counter: ${quoteText(nameOf(labels))}`,
  notGauge: (labels: Labels) => `this native histogram metric is not a gauge: ${quoteText(nameOf(labels))}`,
};
