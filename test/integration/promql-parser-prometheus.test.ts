/**
 * Our parser against a real Prometheus 2.42: what both take and refuse, in which words, what is printed, and that forced matchers do
 * what they say. What Prometheus 3 changed is known by name here, and nothing else may differ.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Expr, LabelMatcher } from '../../shared/promql/ast.ts';
import { formatExpr } from '../../shared/promql/format-expr.ts';
import { injectMatchers, parseMatchers } from '../../shared/promql/inject-matchers.ts';
import { parseExpr, parseUnchecked } from '../../shared/promql/parser.ts';
import { printExpr } from '../../shared/promql/print.ts';
import { PromqlError } from '../../shared/promql/promql-error.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../fuzz/random.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { accepted, acceptedSince3, refused } from '../unit/promql/cases.ts';
import { damage, randomExpr } from '../unit/promql/random-promql.ts';

type Outcome = { readonly text: string } | { readonly error: string };

function ours(text: string): Outcome {
  try {
    return { text: printExpr(parseExpr(text)) };
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.message };
    throw error;
  }
}

interface Answer {
  readonly status: string;
  readonly data?: unknown;
  readonly error?: string;
}

/** 2.42 complains of these otherwise than Prometheus 3: durations are not numbers yet, and patterns are told with what is put around. */
const oldWords = [
  /missing unit character in duration/,
  /bad duration syntax/,
  /expected duration/,
  /unexpected colon/,
  /unexpected duration/,
  /duration must be greater than 0/,
  /error parsing regexp/,
  /<Item \d+>/,
  /unexpected identifier "(step|range|min_of|max_of)"/,
  // Names in quotes, and any name as a label.
  /unexpected string .* in (label matching|grouping opts)/,
  /unexpected metric identifier .* in grouping opts/,
  // Where a number ends: `1_000`, `1.2.3`, `1e`.
  /unexpected number/,
  /bad number or duration syntax/,
  /error parsing number/,
  /unexpected <op:\/>/,
  // What may be computed within brackets.
  /unexpected .* in subquery (selector|or range), expected/,
  // What may be called.
  /unexpected "\("/,
  /unknown function with name/,
];

/** And of these only Prometheus 3 complains so. */
const newWords = [/is not enabled$/, /unknown function with name "holt_winters"/, /bad number or duration syntax/];

function isKnown(text: string, our: Outcome, their: Outcome): boolean {
  // No argument, and so the comma before it is the last, was a duration.
  if ('error' in their && /trailing commas/.test(their.error) && /,\s*[-+]?\d+[smhdwy]/.test(text)) return true;
  if ('error' in their && oldWords.some((words) => words.test(their.error))) return true;
  return 'error' in our && newWords.some((words) => words.test(our.error));
}

describe.skipIf(serverMissing('prometheus') !== undefined)('our PromQL and that of Prometheus 2.42', () => {
  let prometheus: RealServer;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: { cluster: 'a' } });
  });

  afterAll(async () => {
    await prometheus?.stop();
  });

  async function ask(path: string, parameters: Readonly<Record<string, string>>): Promise<Answer> {
    const body = new URLSearchParams(parameters);
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`${prometheus.url}/api/v1/${path}`, { method: 'POST', body, signal });
    return (await response.json()) as Answer;
  }

  async function theirs(query: string): Promise<Outcome> {
    const { status, data, error = '' } = await ask('format_query', { query });
    if (status === 'success') return { text: String(data) };
    return { error: error.replace('invalid parameter "query": ', '') };
  }

  it('refuse the same expressions in the same words', async () => {
    const answers = [];
    for (const [text] of refused) answers.push([text, await theirs(text)]);
    expect(answers).toEqual(refused.map(([text, error]) => [text, { error }]));
  });

  it('take the same expressions, and what we print means the same', async () => {
    for (const [text, printed] of accepted) {
      const answer = await theirs(text);
      expect(answer, text).toHaveProperty('text');
      expect(await theirs(printed), text).toEqual(answer);
    }
  });

  it('differ where Prometheus 3 takes more', async () => {
    for (const [text] of acceptedSince3) expect(await theirs(text), text).toHaveProperty('error');
  });

  it(
    'take the same random expressions, which we print so that they mean the same',
    async () => {
      for (let seed = 1; seed <= 400 * fuzzFactor; seed++) {
        const text = printExpr(randomExpr(seededRandom(seed), 1 + (seed % 4), { old: true }));
        const answer = await theirs(text);
        expect(answer, `seed ${seed}: ${text}`).toHaveProperty('text');
        const our = ours(text);
        expect(our, `seed ${seed}`).toEqual({ text });
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'write long expressions over the same lines',
    async () => {
      let broken = 0;
      for (let seed = 1; seed <= 400 * fuzzFactor; seed++) {
        const query = printExpr(randomExpr(seededRandom(seed * 13), 3 + (seed % 4), { old: true }));
        const { data } = await ask('format_query', { query });
        const text = String(data);
        // They count bytes, do not indent subqueries, write exponents, and print a broken character as it is.
        if (/[^ -~\n]|\[[^\]]*:|\de[+-]/.test(text)) continue;
        if (text.includes('\n')) broken += 1;
        expect(formatExpr(text), `seed ${seed}`).toBe(text);
      }
      expect(broken).toBeGreaterThan(20);
    },
    fuzzTimeoutMs,
  );

  it(
    'agree on damaged expressions: both take one, or both refuse it in the same words',
    async () => {
      let both = 0;
      for (let seed = 1; seed <= 1500 * fuzzFactor; seed++) {
        const random = seededRandom(seed * 7919);
        const text = damage(random, printExpr(randomExpr(random, 1 + (seed % 4), { old: true }))).toWellFormed();
        const [our, their] = [ours(text), await theirs(text)];
        if (isKnown(text, our, their)) continue;
        both += 1;
        const name = `seed ${seed}: ${text}`;
        if ('text' in our) expect(await theirs(our.text), name).toEqual(their);
        else expect(our, name).toEqual(their);
      }
      expect(both).toBeGreaterThan(800);
    },
    fuzzTimeoutMs,
  );

  /** The tree with the matchers put to every selector: what injection has to mean. */
  function withMatchers(expr: Expr, matchers: readonly LabelMatcher[]): string {
    const changed: unknown = JSON.parse(JSON.stringify(expr), (_key, value) =>
      value?.kind === 'vectorSelector' ? { ...value, matchers: [...value.matchers, ...matchers] } : value,
    );
    return printExpr(changed as Expr);
  }

  it(
    'agree on what forced matchers make of random expressions',
    async () => {
      const matchers = parseMatchers('cluster="a",env=~"prod|stage"');
      for (let seed = 1; seed <= 300 * fuzzFactor; seed++) {
        const random = seededRandom(seed * 31);
        const text = printExpr(randomExpr(random, 1 + (seed % 4), { old: true }));
        // JSON has no NaN and no infinity.
        if (/NaN|Inf|-0/.test(text)) continue;
        const answer = await theirs(injectMatchers(text, matchers));
        expect(answer, `seed ${seed}: ${text}`).toHaveProperty('text');
        expect(await theirs(withMatchers(parseUnchecked(text), matchers)), `seed ${seed}: ${text}`).toEqual(answer);
      }
    },
    fuzzTimeoutMs,
  );

  it('agree on the results of queries with forced matchers, and on those written by hand', async () => {
    const handle = '/api/v1/format_query';
    const pairs = [
      ['up', 'up{cluster="a"}'],
      ['count({__name__=~"prometheus_.+"})', 'count({__name__=~"prometheus_.+",cluster="a"})'],
      [
        'sum by (cluster, code) (prometheus_http_requests_total)',
        'sum by (cluster, code) (prometheus_http_requests_total{cluster="a"})',
      ],
      [
        `rate(prometheus_http_requests_total{handler="${handle}"}[1m])`,
        `rate(prometheus_http_requests_total{handler="${handle}",cluster="a"}[1m])`,
      ],
      [
        'max_over_time(up[30s:1s]) + on (instance) up',
        'max_over_time(up{cluster="a"}[30s:1s]) + on (instance) up{cluster="a"}',
      ],
      ['label_replace(up, "x", "$1", "job", "(.*)")', 'label_replace(up{cluster="a"}, "x", "$1", "job", "(.*)")'],
      ['absent(up{cluster="b"})', 'absent(up{cluster="b",cluster="a"})'],
    ] as const;
    const scraped = async () => {
      const { data } = await ask('query', { query: 'count_over_time(up[1m]) >= 3' });
      expect(data).toHaveProperty(['result', 'length'], 1);
    };
    await vi.waitFor(scraped, { timeout: 30_000, interval: 200 });
    const time = String(Date.now() / 1000);
    for (const [text, byHand] of pairs) {
      const forced = await ask('query', { query: injectMatchers(text, parseMatchers('cluster="a"')), time });
      expect(forced, text).toEqual(await ask('query', { query: byHand, time }));
      expect(forced, text).toHaveProperty('data.result.0');
      const nothing = await ask('query', { query: injectMatchers(text, parseMatchers('cluster="other"')), time });
      const isAbsent = text.startsWith('absent');
      expect(nothing, text).toHaveProperty(['data', 'result', 'length'], isAbsent ? 1 : 0);
    }
  });
});
