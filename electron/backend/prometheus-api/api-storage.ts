/** What the API asks of a storage: series with samples to compute with, and what can be found without samples. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { Queryable, QueryRun, Selection } from '../../../shared/promql/queryable.ts';

/** What is known of a metric besides its samples; `metric` is the family's name, as in its TYPE line. */
export interface MetricMetadata {
  readonly metric: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** As a Queryable, it is read where it may block: in a worker. */
export interface ApiStorage extends Queryable {
  /**
   * The label sets of the series that all of the matchers select and that have samples within the times, each once, in any order. Without
   * matchers all of them. A storage may give series that have samples near the times only.
   */
  seriesLabels(selection: Selection, run: QueryRun): Iterable<Labels>;
  /** By an index, where there is one: the label names of what `seriesLabels` gives, each once, in any order. */
  labelNames?(selection: Selection, run: QueryRun): readonly string[];
  /** The same of the values of one label. */
  labelValues?(name: string, selection: Selection, run: QueryRun): readonly string[];
  /** In any order; of one metric there may be several. */
  metadata(): Iterable<MetricMetadata>;
}
