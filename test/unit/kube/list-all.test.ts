import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ListOptions, listAll } from '../../../electron/backend/kube/list-all.ts';
import { apiError, fakeClient, type Prepared } from './fake-client.ts';

const signal = new AbortController().signal;
const page = (items: readonly number[] | null, token?: string) => ({
  metadata: token === undefined ? {} : { continue: token },
  items,
});
const expired = (token?: string) =>
  apiError('api.failed', { status: 410 }, { kind: 'Status', code: 410, metadata: token ? { continue: token } : {} });

async function list(answers: readonly Prepared[], options: Partial<ListOptions> = {}) {
  const client = fakeClient({ '/things': answers });
  const listing = await listAll(client, '/things', z.number(), { signal, ...options });
  return { ...listing, asked: client.asked };
}

describe('listing', () => {
  it('reads page after page, each with the selector', async () => {
    expect(
      await list([page([1, 2], 'a/b'), page([3], ''), page([9])], { pageSize: 2, labelSelector: 'x in (y)' }),
    ).toEqual({
      items: [1, 2, 3],
      cut: false,
      asked: [
        '/things?limit=2&labelSelector=x+in+%28y%29',
        '/things?limit=2&labelSelector=x+in+%28y%29&continue=a%2Fb',
      ],
    });
  });

  it('takes null for an empty list, and a list without metadata', async () => {
    expect([(await list([page(null)])).items, (await list([{ items: [1] }])).items]).toEqual([[], [1]]);
  });

  it('goes on with the token that comes with an expired one', async () => {
    const { items, asked } = await list([page([1], 'old'), expired('new'), page([2])]);
    expect([items, asked.at(-1)]).toEqual([[1, 2], '/things?limit=500&continue=new']);
  });

  it('begins anew where an expired token comes alone', async () => {
    const { items, asked } = await list([page([1], 'old'), expired(), page([5, 6])]);
    expect([items, asked.at(-1)]).toEqual([[5, 6], '/things?limit=500']);
  });

  it('gives up where every token is expired', async () => {
    await expect(list([page([1], 'old'), expired()])).rejects.toMatchObject({ details: { status: 410 } });
  });

  it('passes every other failure on', async () => {
    await expect(list([page([1], 'a'), apiError('api.forbidden')])).rejects.toMatchObject({ code: 'api.forbidden' });
  });

  it('stops at its most', async () => {
    const { items, cut, asked } = await list([page([1, 2, 3], 'a')], { maxItems: 7 });
    expect([items, cut, asked.length]).toEqual([[1, 2, 3, 1, 2, 3, 1], true, 3]);
  });

  it('ends where the pages do not', async () => {
    const { items, cut, asked } = await list([page([], 'again')]);
    expect([items, cut, asked.length]).toEqual([[], true, 1000]);
  });

  it('gives every item once, in order, however the pages are cut', async () => {
    const items = fc.array(fc.integer(), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(items, { minLength: 1, maxLength: 10 }), async (pages) => {
        const answers = pages.map((some, n) => page(some, n < pages.length - 1 ? `t${n}` : undefined));
        expect((await list(answers)).items).toEqual(pages.flat());
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
