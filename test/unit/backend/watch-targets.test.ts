/** Readings of a source's targets, one after the other, in pieces; what fails is told and tried again. */
import { describe, expect, it } from 'vitest';
import type { SourceAsked } from '../../../electron/backend/run-query.ts';
import type { Source, SourceTargets, TargetsReading } from '../../../electron/backend/sources/source.ts';
import { watchTargets } from '../../../electron/backend/watch-targets.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Target, TargetsItem } from '../../../shared/model/target.ts';

const context = 'a' as ContextId;

function target(key: string): Target {
  const unknown = { lastScrapeMs: undefined, durationMs: undefined, samples: undefined };
  const rest = { labels: [], health: 'unknown', error: '', intervalMs: 15_000, timeoutMs: 10_000 } as const;
  return { key, pool: 'p', url: 'http://a/metrics', ...unknown, ...rest };
}

function reading(count: number): TargetsReading {
  const targets = Array.from({ length: count }, (_, i) => target(String(i)));
  return { readAtMs: 1, pools: [{ name: 'p', active: count, dropped: 0 }], targets };
}

function asked(read: SourceTargets['read'], onDidChange?: SourceTargets['onDidChange']): SourceAsked {
  const targets = { read, ...(onDidChange && { onDidChange }) } as unknown as SourceTargets;
  return { state: () => ({ kind: 'idle' }), source: () => ({ targets }) as unknown as Source };
}

async function take(
  items: AsyncIterable<TargetsItem>,
  count: number,
  onItem: (item: TargetsItem) => unknown = () => undefined,
) {
  const taken: TargetsItem[] = [];
  for await (const item of items) {
    taken.push(item);
    onItem(item);
    if (taken.length === count) break;
  }
  return taken;
}

const never = new AbortController().signal;

describe('the targets of a context', () => {
  it('come in parts of at most 500, between a beginning and an end', async () => {
    const items = await take(
      watchTargets(
        asked(async () => reading(1101)),
        context,
        60_000,
        never,
      ),
      5,
    );
    expect(items.map((item) => (item.kind === 'part' ? item.targets.length : item.kind))).toEqual([
      ...['begin', 500, 500, 101, 'end'],
    ]);
    expect(items[0]).toEqual({
      kind: 'begin',
      readAtMs: 1,
      pools: [{ name: 'p', active: 1101, dropped: 0 }],
      count: 1101,
      problems: [],
    });
  });

  it('are read again after a failure, which is told', async () => {
    let readings = 0;
    const read = async () => {
      readings += 1;
      if (readings === 1) throw new AppError('query.deadline', 'late', { details: { seconds: 1 } });
      return reading(0);
    };
    const items = await take(watchTargets(asked(read), context, 1, never), 3);
    expect(items.map(({ kind }) => kind)).toEqual(['failed', 'begin', 'end']);
    expect(items[0]).toMatchObject({ error: { code: 'query.deadline' } });
  });

  it('are read again before their time where the source has news, also of the time of the reading itself', async () => {
    const news = new Emitter<void>();
    const onItem = ({ kind }: TargetsItem) => kind === 'begin' && news.fire();
    const items = await take(
      watchTargets(
        asked(async () => reading(1), news.event),
        context,
        3_600_000,
        never,
      ),
      6,
      onItem,
    );
    expect(items.map(({ kind }) => kind)).toEqual(['begin', 'part', 'end', 'begin', 'part', 'end']);
  });

  it('end without an error when nobody wants them any more, also in the middle of the wait', async () => {
    const controller = new AbortController();
    const items = watchTargets(
      asked(async () => reading(0)),
      context,
      3_600_000,
      controller.signal,
    );
    const taken = take(items, 100);
    setTimeout(() => controller.abort(), 20);
    expect((await taken).map(({ kind }) => kind)).toEqual(['begin', 'end']);
  });

  it('fail for a source that has none', async () => {
    const without: SourceAsked = { state: () => ({ kind: 'idle' }), source: () => ({}) as unknown as Source };
    await expect(take(watchTargets(without, context, 1000, never), 1)).rejects.toMatchObject({
      code: 'targets.notKept',
    });
  });

  it('are cut where their texts are long, so that no part is too large for a frame', async () => {
    const long = 'x'.repeat(2_000_000);
    const targets = Array.from({ length: 40 }, (_, i) => ({ ...target(String(i)), error: long, labels: ['a', long] }));
    const read = async () => ({ readAtMs: 1, pools: [], targets });
    const items = await take(watchTargets(asked(read), context, 60_000, never), 4);
    const parts = items.flatMap((item) => (item.kind === 'part' ? [item.targets] : []));
    expect(parts.flat().map(({ key }) => key)).toEqual(targets.map(({ key }) => key));
    expect(parts.length).toBe(2);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(400_000);
  });
});
