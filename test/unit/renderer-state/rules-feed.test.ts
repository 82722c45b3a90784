/** The pieces of a reading of rules, put together. */
import { describe, expect, it } from 'vitest';
import { createRulesFeed } from '../../../renderer/state/rules-feed.ts';
import type { RulesItem } from '../../../shared/model/rule.ts';
import { alertOf, readOf, ruleOf } from '../alerts-view/reading.ts';

const read = readOf([ruleOf('Down')], [alertOf('Down', { a: 'b' }), alertOf('Down', { a: 'c' })]);
const { groups, rules, alerts, ...rest } = read;
const begin: RulesItem = { kind: 'begin', ...rest, counts: { groups: 1, rules: 1, alerts: 2 } };
const parts: readonly RulesItem[] = [
  { kind: 'groups', groups },
  { kind: 'rules', rules },
  { kind: 'alerts', alerts: alerts.slice(0, 1) },
  { kind: 'alerts', alerts: alerts.slice(1) },
];

describe('a reading of rules', () => {
  it('is there when it is whole, and says how far it is until then', () => {
    const feed = createRulesFeed();
    const events = [begin, ...parts, { kind: 'end' } as const].map((item) => feed.take(item));
    expect(events.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((received) => ({ kind: 'part', received, of: 4 })));
    expect(events[5]).toEqual({ kind: 'read', read });
  });

  it('is not put together of the pieces of two', () => {
    const feed = createRulesFeed();
    feed.take(begin);
    for (const part of parts.slice(0, 2)) feed.take(part);
    feed.restart();
    expect([...parts, { kind: 'end' } as const].map((item) => feed.take(item))).toEqual(Array(5).fill(undefined));
    feed.take(begin);
    const failed = {
      kind: 'failed',
      error: { code: 'status.tooLarge', message: 'x', details: {}, retryable: false },
    } as const;
    expect(feed.take(failed)).toEqual(failed);
    expect(feed.take({ kind: 'end' })).toBeUndefined();
  });

  it('is passed on where there is none, or it is as before', () => {
    const feed = createRulesFeed();
    const none = { kind: 'none', why: { outcome: 'notServed' } } as const;
    const same = { kind: 'same', readAtMs: 5, held: read.held } as const;
    expect([feed.take(none), feed.take(same)]).toEqual([none, same]);
  });
});
