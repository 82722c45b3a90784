import { describe, expect, it } from 'vitest';
import {
  chosenFrom,
  contextGroups,
  filterContexts,
  findContext,
  matchBesideName,
  neighbour,
  tellApart,
} from '../../../renderer/state/contexts-store.ts';
import { initials } from '../../../renderer/state/initials.ts';
import type { AddressId } from '../../../shared/model/address.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';

const context = (name: string, file = '~/.kube/config'): ContextSummary => ({
  id: `${file}::${name}` as ContextId,
  name,
  file,
  server: 'https://127.0.0.1:6443',
  cluster: name,
  user: 'dev',
  namespace: undefined,
  auth: 'token',
  problem: undefined,
});

const contexts = ['prod-eu-1', 'prod-ap-1', 'Staging'].map((name) => context(name));
const names = (found: readonly ContextSummary[]) => found.map(({ name }) => name);

describe('the contexts of the page', () => {
  it('are found by a part of their name, in whatever letters', () => {
    expect([names(filterContexts(contexts, ' PROD')), names(filterContexts(contexts, 'stag'))]).toEqual([
      ['prod-eu-1', 'prod-ap-1'],
      ['Staging'],
    ]);
    expect([filterContexts(contexts, '  '), filterContexts(contexts, 'x')]).toEqual([contexts, []]);
  });

  it('are found by their file, cluster or server too, and then it is said what was found', () => {
    const busan = { ...context('main', '/clusters/busan.yaml'), cluster: 'kr-1', server: 'https://10.30.0.5:6443' };
    const found = (text: string) => [names(filterContexts([...contexts, busan], text)), matchBesideName(busan, text)];
    expect(['BUSAN', 'kr-1', '10.30', 'main'].map(found)).toEqual([
      [['main'], '/clusters/busan.yaml'],
      [['main'], 'kr-1'],
      [['main'], 'https://10.30.0.5:6443'],
      [['main'], undefined],
    ]);
    expect(matchBesideName(busan, ' ')).toBe(undefined);
  });

  it('are found by several words in any order, also where one of them stands in the file only', () => {
    const busan = context('prod-ap-1', '/clusters/busan.yaml');
    const found = (text: string) => [names(filterContexts([...contexts, busan], text)), matchBesideName(busan, text)];
    expect(['1 prod ap', 'prod busan', 'prod seoul'].map(found)).toEqual([
      [['prod-ap-1', 'prod-ap-1'], undefined],
      [['prod-ap-1'], '/clusters/busan.yaml'],
      [[], undefined],
    ]);
  });

  it('are told apart where they share a name: by the shortest end of their files that differs', () => {
    const admin = (file: string) => context('kubernetes-admin@kubernetes', file);
    const files = ['/clusters/eu/config', '/clusters/us/config', '/clusters/us/other', 'C:\\kube\\config'];
    const address = { ...context('kubernetes-admin@kubernetes', ''), id: 'address::1' as ContextId };
    const all = [
      ...files.map(admin),
      { ...address, address: '1' as AddressId, server: 'http://rack:9090' },
      ...contexts,
    ];
    expect([...tellApart(all).values()]).toEqual(['eu/config', 'us/config', 'other', 'kube\\config', 'rack:9090']);
    // One and the same file cannot tell them apart, and is said whole.
    expect([...tellApart([admin('/a/b'), admin('/a/b')]).values()]).toEqual(['/a/b']);
  });

  it('stand in groups, in their order, and this computer in one of its own', () => {
    const rack = { ...context('rack', ''), address: '1' as AddressId };
    const grouped = contextGroups([rack, ...contexts]);
    expect([names(grouped.clusters), names(grouped.addresses)]).toEqual([names(contexts), ['rack']]);
    const computer = { ...context('This computer'), isComputer: true };
    expect(names(contextGroups([rack, computer]).computer)).toEqual(['This computer']);
    const record = { ...context('demo', ''), id: 'record::imported-1' as ContextId };
    expect(names(contextGroups([record, ...contexts]).records)).toEqual(['demo']);
    expect(chosenFrom([computer, rack])).toEqual([rack]);
    expect(contextGroups([])).toEqual({ computer: [], clusters: [], addresses: [], records: [] });
  });

  it('have neighbours around both ends', () => {
    const first = contexts[0]?.id;
    const last = contexts[2]?.id;
    const steps = [
      neighbour(contexts, first, 1),
      neighbour(contexts, first, -1),
      neighbour(contexts, last, 1),
      neighbour(contexts, undefined, 1),
      neighbour(contexts, undefined, -1),
      neighbour([], undefined, 1),
    ];
    expect(steps.map((one) => one?.name)).toEqual([
      'prod-ap-1',
      'Staging',
      'prod-eu-1',
      'prod-eu-1',
      'Staging',
      undefined,
    ]);
  });

  it('are found by their id, or not at all', () => {
    const snapshot = { files: [], contexts };
    expect([
      findContext(snapshot, contexts[1]?.id as ContextId)?.name,
      findContext(snapshot, 'gone' as ContextId),
      findContext(undefined, contexts[1]?.id as ContextId),
    ]).toEqual(['prod-ap-1', undefined, undefined]);
  });
});

describe('two letters for a context', () => {
  it('come from its first and its last word, and differ as far as they can', () => {
    const all = ['prod-eu-1', 'prod-eu-2', 'prod-ap-1', 'staging-onprem', 'customer-7', 'harbor', 'reef'];
    expect(initials(all)).toEqual(['P1', 'P2', 'PA', 'SO', 'C7', 'HA', 'RE']);
  });

  it('are there for every name, however short or strange', () => {
    expect(initials(['a', 'a', '---', '', '항구', '🚢-x'])).toEqual(['A', 'A', '··', '··', '항구', 'X']);
  });
});
