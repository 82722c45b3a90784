/** Sums whose rounding errors are carried along (Neumaier's variant of Kahan's), as Prometheus sums: many small beside a large one count. */

/** A running sum; its value is `sum + rest`. */
export interface KahanSum {
  sum: number;
  rest: number;
}

export function addTo(total: KahanSum, value: number): void {
  const next = total.sum + value;
  if (!Number.isFinite(next)) total.rest = Number.isNaN(next) ? total.rest : 0;
  else if (Math.abs(total.sum) >= Math.abs(value)) total.rest += total.sum - next + value;
  else total.rest += value - next + total.sum;
  total.sum = next;
}
