interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedNames: readonly string[];
  readonly failedNames: readonly string[];
  /** Of what passed, but only when it ran once more. */
  readonly secondNames: readonly string[];
}

interface Run {
  readonly files: readonly {
    readonly path: string;
    readonly passed: number;
    readonly failed: readonly string[];
    readonly skipped: readonly string[];
  }[];
  readonly problems: readonly string[];
}

/** Of a suite that ran once, or of which some files ran a second time. */
export function countsOf(name: string, runs: readonly [first: Run, second?: Run]): Counts;
