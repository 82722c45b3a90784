/** Our vector matching against a real Prometheus: random label sets on both sides, what comes of them, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Labels } from '../../shared/model/labels.ts';
import type { Binary, Expr } from '../../shared/promql/ast.ts';
import { type MatchFix, type MatchProblem, matchFixes, matchVectors } from '../../shared/promql/matching.ts';
import { parseUnchecked } from '../../shared/promql/parser.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../fuzz/random.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';

type Random = () => number;

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;

/** Some label sets, each once. */
function randomSets(random: Random): readonly Labels[] {
  const sets = new Map<string, Labels>();
  for (let count = 1 + (random() % 4); count > 0; count -= 1) {
    const labels = ['__name__', 'a', 'b', 'c'].flatMap((name) => {
      const value = pick(random, name === '__name__' ? ['x', 'y', ''] : ['1', '1', '2', '']);
      return value === '' ? [] : [name, value];
    });
    sets.set(labels.join(), labels);
  }
  return [...sets.values()];
}

/** An expression that has these series, each of the value 1. */
function vectorOf(sets: readonly Labels[]): string {
  const series = sets.map((labels) => {
    let expr = 'vector(1)';
    for (let i = 0; i < labels.length; i += 2)
      expr = `label_replace(${expr}, "${labels[i]}", "${labels[i + 1]}", "", "")`;
    return expr;
  });
  // Without the name, which `or` ignores, some may be equal: each goes its own way, by a label that is taken away again.
  const marked = series.map((expr, i) => `label_replace(${expr}, "own", "${i}", "", "")`).join(' or ');
  return `label_replace(${marked}, "own", "", "", "")`;
}

function randomOperator(random: Random): string {
  const op = pick(random, ['+', '/', '==', '>= bool', 'and', 'or', 'unless']);
  const list = () => pick(random, ['', 'a', 'b', 'a, b', 'a, b, c']);
  const matching = pick(random, ['', `on (${list()})`, `on (${list()})`, `ignoring (${list()})`]);
  const isSet = op === 'and' || op === 'or' || op === 'unless';
  const group =
    isSet || matching === ''
      ? ''
      : pick(random, ['', 'group_left ()', 'group_right ()', 'group_left (c)', 'group_right (c)']);
  return `${op} ${matching} ${group}`;
}

/** In Prometheus's words. */
const complaints: Readonly<Record<MatchProblem['kind'], RegExp>> = {
  manyOnOneSide: /^found duplicate series for the match group/,
  manyToOne: /^multiple matches for labels: many-to-one matching must be explicit/,
  sameResult: /^multiple matches for labels: grouping labels must ensure unique matches|same labelset/,
};

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

const asText = (labels: Labels) => JSON.stringify(labels);
const labelsOf = (metric: Readonly<Record<string, string>>): Labels =>
  Object.entries(metric)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();

describe.skipIf(serverMissing('prometheus') !== undefined)('our vector matching and that of Prometheus', () => {
  let prometheus: RealServer;

  beforeAll(async () => {
    prometheus = await startPrometheus();
  });

  afterAll(async () => {
    await prometheus?.stop();
  });

  async function ask(query: string): Promise<Answer> {
    const body = new URLSearchParams({ query });
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`${prometheus.url}/api/v1/query`, { method: 'POST', body, signal });
    return (await response.json()) as Answer;
  }

  function binaryOf(query: string): Binary {
    const expr: Expr = parseUnchecked(query);
    if (expr.kind !== 'binary') throw new Error(`no operator: ${query}`);
    return expr;
  }

  it(
    'give the same series, or are refused for the same reason',
    async () => {
      const seen = new Set<string>();
      for (let seed = 1; seed <= 600 * fuzzFactor; seed++) {
        const random = seededRandom(seed * 101);
        const [left, right] = [randomSets(random), randomSets(random)];
        const query = `(${vectorOf(left)}) ${randomOperator(random)} (${vectorOf(right)})`;
        const binary = binaryOf(query);
        const { groups } = matchVectors(binary, left, right);
        const problems = groups.flatMap(({ problem }) => problem ?? []);
        const answer = await ask(query);
        if (answer.status === 'error') {
          // Both in on and in group_left: what is matched is not asked for.
          if (/must not occur in ON and GROUP clause/.test(answer.error ?? '')) continue;
          seen.add(problems[0]?.kind ?? 'none');
          expect(
            problems.some(({ kind }) => complaints[kind].test(answer.error ?? '')),
            `${query}: ${answer.error}`,
          ).toBe(true);
          continue;
        }
        expect(problems, query).toEqual([]);
        seen.add('answer');
        const ours = groups.flatMap(({ results }) => results).map(asText);
        expect((answer.data?.result ?? []).map(({ metric }) => asText(labelsOf(metric))).sort(), query).toEqual(
          ours.sort(),
        );
      }
      expect([...seen].sort()).toEqual(['answer', 'manyOnOneSide', 'manyToOne', 'sameResult']);
    },
    fuzzTimeoutMs,
  );

  it(
    'agree that what is offered as a way out is one',
    async () => {
      let tried = 0;
      for (let seed = 1; seed <= 300 * fuzzFactor; seed++) {
        const random = seededRandom(seed * 103);
        const [left, right] = [randomSets(random), randomSets(random)];
        const [l, r] = [`(${vectorOf(left)})`, `(${vectorOf(right)})`];
        const matching = pick(random, ['', 'on (a)', 'ignoring (a)', 'on (a, b)']);
        const binary = binaryOf(`${l} + ${matching} ${r}`);
        for (const fix of matchFixes(binary, left, right)) {
          const query = `${l} + ${fixed(fix, matching)} ${r}`;
          const answer = await ask(query);
          tried += 1;
          expect([answer.error, (answer.data?.result.length ?? 0) > 0], query).toEqual([undefined, true]);
        }
      }
      expect(tried).toBeGreaterThan(100);
    },
    fuzzTimeoutMs,
  );
});

function fixed(fix: MatchFix, matching: string): string {
  if (fix.kind === 'on') return `on (${fix.labels.join(', ')})`;
  return `${matching === '' ? 'ignoring ()' : matching} group_${fix.side} ()`;
}
