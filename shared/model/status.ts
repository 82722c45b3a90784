/** What a Prometheus says of itself beside its samples. Times are milliseconds since the epoch. */

/** As in `/api/v1/status/…` and its neighbours; `config` is YAML, all others are JSON: the answer's `data`. `blocks` are the TSDB's, from 3.6 on; `notifications` what the server warns of, from 3.0 on. */
export type StatusKind = KeptStatusKind | 'tsdb' | 'blocks' | 'notifications';

/** What a record keeps of them (docs/formats/snapshots.md). The head of a TSDB and its counts are other ones each time they are asked for; a warning goes as it came. */
export type KeptStatusKind =
  | 'config'
  | 'flags'
  | 'runtimeinfo'
  | 'buildinfo'
  | 'rules'
  | 'targets'
  | 'alerts'
  | 'alertmanagers'
  | 'metadata';

export interface StatusDocument {
  readonly kind: StatusKind;
  readonly text: string;
  /** Since when it is known to have been like that … */
  readonly atMs: number;
  /** … and until when. Live: both are when it was asked. */
  readonly seenUntilMs: number;
}
