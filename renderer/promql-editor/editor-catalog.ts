/** What the editor asks of the world. Each answer is short and sorted, the best first; `signal` ends what nobody waits for. */
import type { FoundMetric, MetricType } from '../../shared/model/catalog.ts';

export interface EditorCatalog {
  metrics(text: string, limit: number, signal: AbortSignal): Promise<readonly FoundMetric[]>;
  /** @param selector without range, '' for all series */
  labelNames(selector: string, text: string, limit: number, signal: AbortSignal): Promise<readonly string[]>;
  labelValues(
    label: string,
    selector: string,
    text: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** Queries that ran before, named and starred ones first. */
  queries(text: string, limit: number): readonly KnownQuery[];
  /** What the metadata says of these metrics; of some, or of none, nothing. Never fails. */
  types(names: readonly string[]): Promise<ReadonlyMap<string, MetricType>>;
}

interface KnownQuery {
  readonly expr: string;
  /** '' where it has none. */
  readonly name: string;
  readonly starred: boolean;
}

/** What the person switched on (settings), and what the server speaks. */
export interface EditorFeatures {
  readonly highlighting: boolean;
  readonly completion: boolean;
  readonly lint: boolean;
  /** Of Prometheus's language: `3.14.0`; undefined where it is not known, or is another's: then the newest is assumed. */
  readonly serverVersion: string | undefined;
  /** The server may take more than Prometheus does. */
  readonly isDialect: boolean;
  /** What is written is a selector: nothing that computes is offered. */
  readonly selectorsOnly?: boolean;
}
