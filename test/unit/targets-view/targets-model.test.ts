import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../renderer/views/targets/targets-model.ts';
import { modelOf, reading, target } from './made-targets.ts';

const url = (host: string) => `http://${host}:9100/metrics`;

describe('the model of a reading', () => {
  it('counts by pool, in the order of the configuration, pools without targets among them', () => {
    const model = modelOf(
      [
        target({ pool: 'node', url: url('a'), durationMs: 60 }),
        target({ pool: 'node', url: url('b'), durationMs: 100, samples: 50, intervalMs: 30_000 }),
        target({ pool: 'node', url: url('c'), health: 'down', durationMs: 10_000, samples: 0 }),
        target({ pool: 'kube', url: url('d'), health: 'unknown', durationMs: undefined, samples: undefined }),
      ],
      ['none'],
    );
    expect(model.pools.map(({ members, ...pool }) => ({ ...pool, members: members.length }))).toEqual([
      {
        ...{ name: 'node', place: 0, members: 3, counts: { up: 2, down: 1, unknown: 0 }, dropped: 0, samples: 150 },
        ...{ medianMs: 80, slowestMs: 100, intervalMs: 15_000, naming: ['instance'] },
      },
      {
        ...{
          name: 'kube',
          place: 1,
          members: 1,
          counts: { up: 0, down: 0, unknown: 1 },
          dropped: 0,
          samples: undefined,
        },
        ...{ medianMs: undefined, slowestMs: undefined, intervalMs: 15_000, naming: ['instance', 'job'] },
      },
      {
        ...{
          name: 'none',
          place: 2,
          members: 0,
          counts: { up: 0, down: 0, unknown: 0 },
          dropped: 0,
          samples: undefined,
        },
        ...{ medianMs: undefined, slowestMs: undefined, intervalMs: undefined, naming: [] },
      },
    ]);
    expect(model.counts).toEqual({ up: 2, down: 1, unknown: 1 });
    expect(model.slowest).toEqual({ pool: 'node', durationMs: 100 });
    expect(model.samplesPerSecond).toBeCloseTo(100 / 15 + 50 / 30, 10);
  });

  it('orders targets by the numbers in their endpoints', () => {
    const hosts = ['10.20.3.41', '10.20.3.9', '10.3.0.1'];
    const model = modelOf(hosts.map((host) => target({ pool: 'node', url: url(host) })));
    expect(model.pools[0]?.members.map((member) => member.target.url)).toEqual(
      ['10.3.0.1', '10.20.3.9', '10.20.3.41'].map(url),
    );
  });

  it('takes targets of a pool that the reading does not name', () => {
    const { pools } = modelOf([]);
    expect(pools).toEqual([]);
    const orphan = { ...reading([]), targets: [target({ pool: 'late', url: url('a') })] };
    let step = buildModel(orphan).next();
    const work = buildModel(orphan);
    do step = work.next();
    while (step.done !== true);
    expect(step.value.pools.map(({ name }) => name)).toEqual(['late']);
  });

  it('gives the page its turn again and again', () => {
    const many = Array.from({ length: 7000 }, (_, i) => target({ pool: `pool ${i % 735}`, url: url(`h${i}`) }));
    const work = buildModel(reading(many));
    let steps = 0;
    for (let step = work.next(); step.done !== true; step = work.next()) steps += 1;
    expect(steps).toBeGreaterThan(735);
  });
});
