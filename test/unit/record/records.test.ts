/** Which record a context has, whom the views ask, and how the address says it. */
import { describe, expect, it } from 'vitest';
import { wayOf } from '../../../renderer/state/asked.tsx';
import { fromOf, searchWith, viewPart } from '../../../renderer/state/from-record.ts';
import { isRecordId, recordOf, recordRows } from '../../../renderer/state/records-store.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

const id = (text: string) => text as ContextId;

function stored(source: string, part: Partial<StoredSource> = {}): StoredSource {
  return {
    ...{ source, record: id(`record::${source}`), kind: 'prometheus', name: source, version: '2.42.0', contexts: [] },
    ...{ series: 10, bytes: 1000, firstMs: 1000, lastMs: 2000, isWritten: false },
    ...part,
  };
}

function context(name: string): ContextSummary {
  return {
    ...{ id: id(name), name, file: '~/.kube/config', server: 'https://s', cluster: 'c', user: 'u' },
    ...{ namespace: undefined, auth: 'token', problem: undefined },
  };
}

describe('the record of a context', () => {
  const older = stored('prometheus-old', { contexts: [id('lab')], lastMs: 1500 });
  const newer = stored('prometheus-new', { contexts: [id('lab'), id('lab-too')] });
  const brought = stored('imported-1', { name: 'demo' });

  it('is that of the source it was connected to, the one seen last where there are several', () => {
    const all = [older, newer, brought];
    const found = (of: string) => recordOf(all, id(of))?.source;
    expect([found('lab'), found('lab-too'), found('record::prometheus-old'), found('other')]).toEqual([
      'prometheus-new',
      'prometheus-new',
      'prometheus-old',
      undefined,
    ]);
  });

  it('is none without a sample', () => {
    const empty = stored('prometheus-new', { contexts: [id('lab')], firstMs: undefined, lastMs: undefined });
    expect(recordOf([empty], id('lab'))).toBeUndefined();
    expect(recordRows([empty], [])).toEqual([]);
  });

  it('has a row of its own where no listed context shows it', () => {
    const rows = recordRows([older, newer, brought], [context('lab')]);
    expect(rows.map((row) => [row.id, row.name, isRecordId(row.id)])).toEqual([
      ['record::prometheus-old', 'prometheus-old', true],
      ['record::imported-1', 'demo', true],
    ]);
  });
});

describe('whom the views ask', () => {
  const record = recordOf([stored('prometheus-1', { contexts: [id('lab')] })], id('lab'));
  const standing = { chosen: undefined, context: id('lab'), record, recordsKnown: true, wasLive: false };

  it('is the record of what is not live, until it is', () => {
    expect([wayOf(standing).from, wayOf({ ...standing, wasLive: true }).from]).toEqual(['record', 'live']);
  });

  it('is not the record of what stands at an address of its own, unless a person chose that', () => {
    const beside = { ...standing, isBeside: true };
    expect([wayOf(beside).from, wayOf({ ...beside, chosen: 'record' }).from]).toEqual(['live', 'record']);
  });

  it('is whom a person chose, whatever the connection does', () => {
    const ways = (['live', 'record'] as const).flatMap((chosen) =>
      [false, true].map((wasLive) => wayOf({ ...standing, chosen, wasLive }).from),
    );
    expect(ways).toEqual(['live', 'live', 'record', 'record']);
  });

  it('is the connection where there is no record, and nobody while that is not known', () => {
    const without = { ...standing, record: undefined };
    expect([
      wayOf(without).from,
      wayOf({ ...without, chosen: 'record' }).from,
      wayOf({ ...without, chosen: 'record', recordsKnown: false }).from,
      wayOf({ ...without, recordsKnown: false }).from,
    ]).toEqual(['live', 'live', 'unknown', 'live']);
  });

  it('is a record that stands for itself, whatever the address says', () => {
    const own = { ...standing, context: id('record::prometheus-1'), chosen: 'live' as const };
    expect([wayOf(own).from, wayOf({ ...own, record: undefined }).from]).toEqual(['record', 'unknown']);
  });
});

describe('the address', () => {
  it('keeps what is the frame’s apart from what is the view’s', () => {
    const search = '?range=1h&from=record&g0.expr=up%20%3D%3D%201&from_x=1';
    expect([fromOf(search), viewPart(search)]).toEqual(['record', 'range=1h&g0.expr=up%20%3D%3D%201&from_x=1']);
    expect([fromOf('?from=elsewhere'), viewPart('?from=elsewhere'), fromOf(''), viewPart('')]).toEqual([
      undefined,
      '',
      undefined,
      '',
    ]);
  });

  it('is put together again as it was', () => {
    expect([
      searchWith('range=1h', 'record'),
      searchWith('', 'live'),
      searchWith('a=b', undefined),
      searchWith('', undefined),
    ]).toEqual(['?range=1h&from=record', '?from=live', '?a=b', '']);
  });
});
