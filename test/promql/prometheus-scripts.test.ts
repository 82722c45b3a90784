/** Prometheus's own scripts, where they are at hand: one test a file, and every eval statement of it has to pass. */
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../promqltest/describe-failure.ts';
import { evalLines } from '../promqltest/parse-script.ts';
import { runScript } from '../promqltest/run-script.ts';
import { promqlScripts } from '../support/promql-scripts.ts';

const scripts = promqlScripts();

describe('Prometheus’s own scripts', () => {
  it.skipIf(scripts.length === 0)('are beside the checkout, with all of their 2,022 eval statements', () => {
    const counts = scripts.map(({ text }) => evalLines(text).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2022);
  });

  it.each(scripts)('pass: $name', ({ name, text }) => {
    const { passed, failures } = runScript(text);
    expect(failures.map((failure) => describeFailure(name, failure))).toEqual([]);
    expect(passed).toBe(evalLines(text).length);
  });
});
