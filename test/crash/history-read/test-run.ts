/** A query that goes on for ever, and counts what is asked of it. */
import type { QueryRun } from '../../../shared/promql/queryable.ts';

export function createTestRun(): QueryRun & { readonly chargedBytes: () => number; readonly checks: () => number } {
  let charged = 0;
  let checks = 0;
  return {
    check() {
      checks += 1;
    },
    charge(bytes) {
      if (!(bytes >= 0)) throw new Error(`charged ${bytes} bytes`);
      charged += bytes;
    },
    chargedBytes: () => charged,
    checks: () => checks,
  };
}
