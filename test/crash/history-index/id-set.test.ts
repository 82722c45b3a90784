import { describe, expect, it } from 'vitest';
import {
  countIds,
  hasId,
  IdSetBuilder,
  idSetOf,
  idsMeet,
  idsOf,
  intersectIds,
  subtractIds,
  uniteIds,
} from '../../../electron/backend/history/index/id-set.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { randomIds } from './random-ids.ts';

describe('a set of series ids', () => {
  it('does what sets do', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 150 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const below = [20, 200_000, 2 ** 21][seed % 3] ?? 0;
      const [a, b] = [randomIds(random, below), randomIds(random, below)];
      const [left, right] = [idSetOf(a), idSetOf(b)];
      const [inA, inB] = [new Set(a), new Set(b)];
      const union = [...new Set([...a, ...b])].sort((x, y) => x - y);
      const builder = new IdSetBuilder();
      for (const set of [left, right, left]) builder.addSet(set);
      const found = {
        union: [...idsOf(uniteIds(left, right))],
        built: [...idsOf(builder.build())],
        both: [...idsOf(intersectIds(left, right))],
        rest: [...idsOf(subtractIds(left, right))],
        meet: idsMeet(left, right),
        has: a.every((id) => hasId(left, id)) && b.every((id) => hasId(left, id) === inA.has(id)),
        count: countIds(left),
      };
      expect(found, `seed ${seed}`).toEqual({
        union,
        built: union,
        both: a.filter((id) => inB.has(id)),
        rest: a.filter((id) => !inB.has(id)),
        meet: a.some((id) => inB.has(id)),
        has: true,
        count: a.length,
      });
    }
  });

  it('has no part without ids, so that an empty set is empty', () => {
    const set = idSetOf([1, 2, 70_000, 4_294_967_295]);
    expect([subtractIds(set, set), intersectIds(set, idSetOf([3])), new IdSetBuilder().build()]).toEqual([[], [], []]);
    expect([...idsOf(set)]).toEqual([1, 2, 70_000, 4_294_967_295]);
  });
});
