import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressed, rememberSearch, searchFor } from '../../../renderer/views/targets/remembered-search.ts';
import {
  closeAll,
  defaultState,
  foundStates,
  healths,
  isSearched,
  openAll,
  openingOf,
  sortNames,
  type TargetsState,
  togglePool,
  toggleTarget,
  withOpening,
  withSearch,
} from '../../../renderer/views/targets/targets-state.ts';
import { formatSearch, parseSearch } from '../../../renderer/views/targets/targets-url.ts';
import type { ContextId } from '../../../shared/model/context.ts';

const names = fc.string({ unit: 'binary-ascii', maxLength: 20 });
const sets = fc.uniqueArray(names, { maxLength: 5 }).map((all): ReadonlySet<string> => new Set(all));
const openings = fc.record({ base: fc.constantFrom('first' as const, 'all' as const, 'none' as const), except: sets });
const states = fc
  .record({
    mode: fc.constantFrom('scraped' as const, 'discovered' as const),
    text: names,
    health: fc.subarray([...healths], { maxLength: 2 }),
    found: fc.constantFrom('all' as const, ...foundStates),
    pool: fc.option(names, { nil: undefined }),
    sort: fc.constantFrom(...sortNames),
    refreshMs: fc.constantFrom(0, 5000, 15_000, 90_000),
    targets: sets,
    opening: openings,
  })
  .map(({ opening, ...state }): TargetsState => withOpening({ ...defaultState, ...state }, opening));

describe('the Targets view in the address', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parseSearch(formatSearch(state))).toEqual(state);
      }),
    );
  });

  it('is empty where all is as at first, and readable where it is not', () => {
    expect(formatSearch(defaultState)).toBe('');
    const state = withSearch(defaultState, { text: 'no route', health: ['down', 'unknown'] });
    expect(formatSearch(togglePool(state, 'node/0'))).toBe('q=no+route&state=down%2Cunknown&turned=node%2F0');
  });

  it('takes what it cannot read as it is at first', () => {
    expect(parseSearch('mode=x&state=ill&sort=&every=soon&open=half&q=&found=')).toEqual(defaultState);
    expect(parseSearch('state=down,up,unknown')).toEqual(defaultState);
    expect(parseSearch('state=unknown,ill,down').health).toEqual(['down', 'unknown']);
    expect(parseSearch('every=1ms').refreshMs).toBe(1000);
    expect(parseSearch(`q=${'x'.repeat(2000)}`).text).toHaveLength(500);
  });

  it('holds only as much of what is open as an address does', () => {
    const keys = Array.from({ length: 735 }, (_, i) => `serviceMonitor/team/service-${i}/0`);
    const state = keys.reduce(togglePool, defaultState);
    expect(formatSearch(state).length).toBeLessThan(6000);
    expect(openingOf(parseSearch(formatSearch(state))).except.size).toBeGreaterThan(50);
  });
});

describe('what is open', () => {
  it('begins with everything in every search, and is as before when it ends', () => {
    const opened = togglePool(closeAll(defaultState), 'a');
    const searched = togglePool(withSearch(opened, { text: 'x' }), 'b');
    expect(openingOf(searched)).toEqual({ base: 'all', except: new Set(['b']) });
    expect(openingOf(withSearch(searched, { text: 'xy' })).except).toEqual(new Set(['b']));
    const ended = withSearch(searched, { text: '' });
    expect(openingOf(ended)).toEqual({ base: 'none', except: new Set(['a']) });
    expect(openingOf(withSearch(ended, { health: ['down'] })).except).toEqual(new Set());
  });

  it('is nothing after all was closed, targets neither', () => {
    const closed = closeAll(toggleTarget(openAll(defaultState), 'key'));
    expect([openingOf(closed).base, closed.targets.size]).toEqual(['none', 0]);
  });

  it('is searched by any of text, health and pool', () => {
    expect(
      [{}, { text: ' ' }, { text: 'x' }, { health: ['up'] as const }, { pool: '' }].map((search) =>
        isSearched({ ...defaultState, ...search }),
      ),
    ).toEqual([false, false, true, true, true]);
  });
});

describe('what is remembered of each context', () => {
  const [harbor, reef] = ['harbor', 'reef'] as ContextId[];
  function store() {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
  }

  it('comes back where the address says nothing; an address that was followed counts', () => {
    const kept = store();
    if (harbor === undefined || reef === undefined) throw new Error('no contexts');
    rememberSearch(kept, harbor, 'state=down');
    expect(searchFor(kept, harbor, '')).toBe('state=down');
    expect(searchFor(kept, harbor, 'q=x')).toBe('q=x');
    expect(searchFor(kept, reef, '')).toBe('');
    // Of the Explorer, which was left a moment ago.
    expect(searchFor(kept, harbor, 'range=1h&g0.expr=up')).toBe('state=down');
  });

  it('does not carry names of one context over to another', () => {
    const kept = store();
    if (harbor === undefined || reef === undefined) throw new Error('no contexts');
    rememberSearch(kept, harbor, 'state=down&pool=node&target=k');
    addressed(kept, 'state=down&pool=node&target=k');
    expect(searchFor(kept, reef, 'state=down&pool=node&target=k')).toBe('state=down');
    rememberSearch(kept, reef, 'sort=name');
    addressed(kept, 'sort=name');
    expect(searchFor(kept, harbor, 'sort=name')).toBe('state=down&pool=node&target=k');
    // What was chosen a moment ago is not in the address yet.
    rememberSearch(kept, reef, 'sort=name&target=k');
    expect(searchFor(kept, harbor, 'sort=name')).toBe('state=down&pool=node&target=k');
  });
});
