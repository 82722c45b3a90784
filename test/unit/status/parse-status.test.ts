/** What a server says of itself, read: as 2.42, 3.x and VictoriaMetrics say it, and as who means harm would. */
import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../../electron/backend/status/parse-status.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { StatusPart } from '../../../shared/model/server-status.ts';
import { chanceOf } from '../../support/promql-fuzz/chance.ts';

const parse = (kind: StatusPart, value: unknown) => parseStatus(kind, JSON.stringify(value));
const kinds: readonly StatusPart[] = ['buildinfo', 'runtimeinfo', 'flags', 'tsdb', 'blocks', 'alertmanagers'];

describe('the status of a server', () => {
  it('is read as 2.42 says it', () => {
    const build = { version: '2.42.0', revision: 'abc', branch: 'HEAD', buildUser: 'root@x', goVersion: 'go1.19' };
    expect(parse('buildinfo', { ...build, buildDate: '20230131-15:05:12' })).toEqual({
      ...{ kind: 'buildinfo', version: '2.42.0', revision: 'abc', branch: 'HEAD', user: 'root@x' },
      ...{ date: '20230131-15:05:12', goVersion: 'go1.19', others: [] },
    });
    const runtime = {
      ...{ startTime: '2026-11-22T10:56:19.654823954Z', CWD: '/prometheus', reloadConfigSuccess: true },
      ...{ lastConfigTime: '2026-11-22T10:56:20Z', corruptionCount: 0, goroutineCount: 56, GOMAXPROCS: 2 },
      ...{ GOGC: '', GODEBUG: '', storageRetention: '2d' },
    };
    expect(parse('runtimeinfo', runtime)).toEqual({
      ...{ kind: 'runtimeinfo', startMs: Date.UTC(2026, 10, 22, 10, 56, 19, 654), serverMs: undefined, hostname: '' },
      ...{ directory: '/prometheus', isConfigGood: true, configMs: Date.UTC(2026, 10, 22, 10, 56, 20) },
      ...{ corruptions: 0, goroutines: 56, processors: 2, memoryLimitBytes: undefined, gc: '', debug: '' },
      ...{ retention: '2d', others: [] },
    });
    expect(parse('flags', { b: '1', a: '' })).toEqual({
      ...{ kind: 'flags', leftOut: 0 },
      flags: [
        { name: 'a', text: '' },
        { name: 'b', text: '1' },
      ],
    });
    expect(
      parse('tsdb', {
        headStats: { numSeries: 3, numLabelPairs: 4, chunkCount: 5, minTime: 1000, maxTime: 2000 },
        seriesCountByMetricName: [{ name: 'up', value: 3 }],
        labelValueCountByLabelName: null,
        seriesCountByLabelValuePair: [
          { name: 'job=a', value: 1 },
          { name: 'job=b', value: 2 },
        ],
      }),
    ).toEqual({
      ...{ kind: 'tsdb', head: { series: 3, labelPairs: 4, chunks: 5, minMs: 1000, maxMs: 2000 } },
      ...{ seriesByMetric: [{ name: 'up', count: 3 }], valuesByLabel: [], bytesByLabel: [] },
      seriesByPair: [
        { name: 'job=b', count: 2 },
        { name: 'job=a', count: 1 },
      ],
    });
    const urls = (...all: string[]) => all.map((url) => ({ url }));
    expect(
      parse('alertmanagers', { activeAlertmanagers: urls('http://a'), droppedAlertmanagers: urls('b', 'c') }),
    ).toEqual({
      ...{ kind: 'alertmanagers', active: ['http://a'], dropped: ['b', 'c'], leftOut: 0 },
    });
  });

  it('is read as 3.x says it: what it says more, and what we do not know', () => {
    const runtime = {
      serverTime: '2026-11-22T10:56:21Z',
      hostname: 'prometheus-0',
      GOMEMLIMIT: 2 ** 63,
      new: 7,
      list: [1],
    };
    expect(parse('runtimeinfo', runtime)).toMatchObject({
      ...{ serverMs: Date.UTC(2026, 10, 22, 10, 56, 21), hostname: 'prometheus-0', memoryLimitBytes: undefined },
      others: [{ name: 'new', text: '7' }],
    });
    expect(parse('runtimeinfo', { GOMEMLIMIT: 2 ** 30 })).toMatchObject({ memoryLimitBytes: 2 ** 30 });
    const stats = { numSamples: 13701, numSeries: 716, numChunks: 716 };
    const block = (ulid: string, minTime: number) => ({
      ...{ ulid, minTime, maxTime: minTime + 10, stats, compaction: { level: 1, sources: [ulid] }, version: 1 },
    });
    expect(
      parse('blocks', { blocks: [block('01A', 10), block('01B', 20), { ulid: 'C', minTime: 9, maxTime: 1 }] }),
    ).toEqual({
      ...{ kind: 'blocks', leftOut: 0 },
      blocks: [
        { ulid: '01B', minMs: 20, maxMs: 30, series: 716, samples: 13701, chunks: 716, level: 1 },
        { ulid: '01A', minMs: 10, maxMs: 20, series: 716, samples: 13701, chunks: 716, level: 1 },
      ],
    });
  });

  it('is read as VictoriaMetrics says it, which has no head', () => {
    const said = {
      totalSeries: 12,
      totalLabelValuePairs: 48,
      seriesCountByMetricName: [{ name: 'up', value: 1, requestsCount: 3 }],
    };
    expect(parse('tsdb', said)).toMatchObject({
      head: { series: 12, labelPairs: 48, chunks: undefined, minMs: undefined },
      seriesByMetric: [{ name: 'up', count: 1 }],
    });
  });

  it('has no times that no date has: an empty head says the ends of 64 bits', () => {
    const head = '{"headStats":{"numSeries":0,"minTime":9223372036854775807,"maxTime":-9223372036854775808}}';
    expect(parseStatus('tsdb', head)).toMatchObject({ head: { series: 0, minMs: undefined, maxMs: undefined } });
    expect(parse('runtimeinfo', { startTime: '0001-01-01T00:00:00Z' })).toMatchObject({ startMs: undefined });
  });

  it('is refused where it is no such document', () => {
    for (const text of ['', '[', 'null', '[]', '"x"', '7']) {
      for (const kind of kinds) {
        expect(() => parseStatus(kind, text), `${kind} ${text}`).toThrowError(
          expect.objectContaining({ code: 'status.malformed' }),
        );
      }
    }
  });

  it('takes names that mean something to JavaScript as names, and nothing from a prototype', () => {
    const text = '{"__proto__":"p","constructor":"c","toString":"t"}';
    expect(parseStatus('flags', text)).toMatchObject({
      flags: [
        { name: '__proto__', text: 'p' },
        { name: 'constructor', text: 'c' },
        { name: 'toString', text: 't' },
      ],
    });
    expect(parseStatus('buildinfo', '{"__proto__":{"version":"9"}}')).toMatchObject({ version: '', others: [] });
  });

  it('is never more than a frame of the contract takes, however much a server says', () => {
    const long = '종'.repeat(60_000);
    const many = Array.from({ length: 30_000 }, (_, i) => i);
    const said: Readonly<Record<StatusPart, object>> = {
      buildinfo: { version: long, ...Object.fromEntries(many.map((i) => [`k${i}`, long.slice(0, 10)])) },
      runtimeinfo: { CWD: long, ...Object.fromEntries(many.map((i) => [`k${i}`, true])) },
      flags: Object.fromEntries(many.map((i) => [`${i}${long.slice(0, 20)}`, long.slice(0, 10)])),
      tsdb: {
        seriesCountByMetricName: many
          .slice(0, 300)
          .map((i) => ({ name: `${i}${long.slice(0, 5000)}`.slice(0, 5000), value: i })),
      },
      blocks: { blocks: many.map((i) => ({ ulid: long.slice(0, 50), minTime: i, maxTime: i })) },
      alertmanagers: {
        activeAlertmanagers: many.map((i) => ({ url: `http://${i}` })),
        droppedAlertmanagers: [{ url: 7 }],
      },
    };
    for (const kind of kinds) {
      const status = parse(kind, said[kind]);
      expect(Buffer.byteLength(JSON.stringify(status)), kind).toBeLessThan(2 ** 20);
    }
    expect(parse('flags', said.flags)).toMatchObject({ leftOut: expect.any(Number) });
    expect(parse('alertmanagers', said.alertmanagers)).toMatchObject({ leftOut: 29_000, dropped: [] });
    expect(parse('blocks', said.blocks)).toMatchObject({ leftOut: 28_000 });
  });

  it('leaves out what is of another type, of whatever shape it is, and never fails otherwise', () => {
    const chance = chanceOf(2042);
    const keys = [
      ...['version', 'startTime', 'GOMEMLIMIT', 'reloadConfigSuccess', 'headStats', 'numSeries', 'minTime', 'name'],
      ...['seriesCountByMetricName', 'value', 'blocks', 'stats', 'activeAlertmanagers', 'droppedAlertmanagers', 'url'],
    ];
    const anything = (depth: number): unknown => {
      const roll = chance.fraction();
      if (depth > 4 || roll < 0.5)
        return chance.one([null, true, -1, 1e300, 'x', '', '2026-01-01T00:00:00Z', '\ud800']);
      const size = chance.whole(0, 3);
      if (roll < 0.7) return Array.from({ length: size }, () => anything(depth + 1));
      return Object.fromEntries(Array.from({ length: size }, () => [chance.one(keys), anything(depth + 1)]));
    };
    for (let i = 0; i < 2000; i += 1) {
      const kind = chance.one(kinds);
      const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, anything(0)])));
      expect(parseStatus(kind, text).kind).toBe(kind);
      const cutText = text.slice(0, chance.whole(0, text.length - 1));
      expect(() => parseStatus(kind, cutText)).toThrowError(AppError);
    }
  });
});
