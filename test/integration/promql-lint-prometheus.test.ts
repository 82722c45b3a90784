/** The remarks against a real Prometheus 2.42: they call a mistake what it refuses, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintExpr } from '../../shared/promql/lint.ts';
import { printExpr } from '../../shared/promql/print.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../fuzz/random.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { accepted, refused } from '../unit/promql/cases.ts';
import { dailyExpressions } from '../unit/promql/daily-expressions.ts';
import { damage, randomExpr } from '../unit/promql/random-promql.ts';

/** What only Prometheus 3 takes, and is not worth a remark of its own: nobody groups by a name with a colon, or parts digits. */
const unsaid = [/unexpected metric identifier .* in grouping opts/, /bad number or duration syntax: "[\dxa-f.]+_/i];

describe.skipIf(serverMissing('prometheus') !== undefined)('remarks and Prometheus 2.42', () => {
  let prometheus: RealServer;

  beforeAll(async () => {
    prometheus = await startPrometheus();
  });

  afterAll(async () => {
    await prometheus?.stop();
  });

  /** @returns why the server refuses the expression; undefined where it does not, whatever comes of it */
  async function refusal(query: string): Promise<string | undefined> {
    const body = new URLSearchParams({ query, time: '0' });
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`${prometheus.url}/api/v1/query`, { method: 'POST', body, signal });
    const { errorType, error } = (await response.json()) as { errorType?: string; error?: string };
    return errorType === 'bad_data' ? error : undefined;
  }

  function mistakes(text: string): readonly string[] {
    const found = lintExpr(text, { serverVersion: '2.42.0' });
    return found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  }

  it('agree on what is in daily use, and on every rule of the language', async () => {
    const said = [];
    for (const text of [...dailyExpressions, ...accepted.map(([one]) => one)]) {
      said.push([text, await refusal(text), mistakes(text)]);
    }
    expect(said.filter(([, refused, found]) => refused !== undefined || found?.length !== 0)).toEqual([]);
    expect(refused.filter(([text]) => text.trim() !== '' && mistakes(text).length === 0)).toEqual([]);
  });

  it(
    'agree on damaged expressions',
    async () => {
      let both = 0;
      for (let seed = 1; seed <= 1000 * fuzzFactor; seed++) {
        const random = seededRandom(seed * 6353);
        const text = damage(random, printExpr(randomExpr(random, 1 + (seed % 4), { old: true }))).toWellFormed();
        const why = await refusal(text);
        if (text.trim() === '' || (why !== undefined && unsaid.some((words) => words.test(why)))) continue;
        if (why !== undefined) both += 1;
        expect({ text, isRefused: why !== undefined }, `seed ${seed}: ${why}`).toEqual({
          text,
          isRefused: mistakes(text).length > 0,
        });
      }
      expect(both).toBeGreaterThan(300);
    },
    fuzzTimeoutMs,
  );
});
