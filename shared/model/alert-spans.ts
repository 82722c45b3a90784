/**
 * When an alerting rule has alerts, from the results of its expression at one evaluation after the other: the states that Prometheus gives them, by
 * `for` and `keep_firing_for` (https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/, and rules/alerting.go).
 */

/** How a rule holds its alerts; milliseconds. */
export interface AlertHolds {
  /** How long the expression gives a result before an alert fires. */
  readonly forMs: number;
  /** How long an alert fires on after the expression gives none. */
  readonly keepFiringForMs: number;
}

/** The evaluations that are looked at: startMs, startMs + stepMs, … ≤ endMs. */
export interface Evaluations {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface AlertSpan {
  readonly state: 'pending' | 'firing';
  /** The evaluation that gave it the state, inclusive … */
  readonly fromMs: number;
  /** … and the one that took it, exclusive; where none did, that after the last. */
  readonly toMs: number;
}

interface Active {
  state: 'pending' | 'firing';
  readonly activeAtMs: number;
  fromMs: number;
  /** Since when the expression gives no result, and it fires on. */
  keptSinceMs: number | undefined;
}

/**
 * Of one alert. What came before the first evaluation is not known: where the expression has a result there, the alert begins with it, as it does after
 * a Prometheus has lost its state.
 * @param timesMs of the evaluations that gave a result, rising, each one of `evaluations`
 * @param unknown spans in which nothing is known: an alert ends where one begins, since nobody can say whether it went on; both ends inclusive, rising
 */
export function alertSpans(
  timesMs: ArrayLike<number>,
  { startMs, endMs, stepMs }: Evaluations,
  holds: AlertHolds,
  unknown: readonly { readonly startMs: number; readonly endMs: number }[] = [],
): readonly AlertSpan[] {
  const spans: AlertSpan[] = [];
  let alert: Active | undefined;
  let next = 0;
  let gap = 0;
  const change = (state: Active['state'] | undefined, atMs: number) => {
    if (alert === undefined) return;
    if (atMs > alert.fromMs) spans.push({ state: alert.state, fromMs: alert.fromMs, toMs: atMs });
    if (state === undefined) alert = undefined;
    else Object.assign(alert, { state, fromMs: atMs });
  };
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) {
    while (next < timesMs.length && (timesMs[next] ?? 0) < timeMs) next += 1;
    while (gap < unknown.length && (unknown[gap]?.endMs ?? 0) < timeMs) gap += 1;
    const isUnknown = (unknown[gap]?.startMs ?? Number.POSITIVE_INFINITY) <= timeMs;
    const hasResult = !isUnknown && timesMs[next] === timeMs;
    if (isUnknown) change(undefined, timeMs);
    else if (hasResult) {
      alert ??= { state: 'pending', activeAtMs: timeMs, fromMs: timeMs, keptSinceMs: undefined };
      alert.keptSinceMs = undefined;
      if (alert.state === 'pending' && timeMs - alert.activeAtMs >= holds.forMs) change('firing', timeMs);
    } else if (alert !== undefined && !keeps(alert, timeMs, holds)) change(undefined, timeMs);
  }
  const lastMs = startMs + Math.floor((endMs - startMs) / stepMs) * stepMs;
  change(undefined, lastMs + stepMs);
  return spans;
}

/** Only what fires is kept; a pending alert ends with the first evaluation that gives no result. */
function keeps(alert: Active, timeMs: number, { keepFiringForMs }: AlertHolds): boolean {
  if (alert.state === 'pending' || keepFiringForMs === 0) return false;
  alert.keptSinceMs ??= timeMs;
  return timeMs - alert.keptSinceMs < keepFiringForMs;
}
