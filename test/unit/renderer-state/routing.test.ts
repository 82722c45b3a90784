import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressPath,
  besideOfSearch,
  besidePath,
  besideViewPath,
  contextOfSearch,
  contextPath,
  parsePath,
  settingsPath,
} from '../../../renderer/state/routing.ts';
import type { AddressId } from '../../../shared/model/address.ts';
import type { ContextId } from '../../../shared/model/context.ts';

describe('the address of what is shown', () => {
  it('names the context and the view', () => {
    const id = '~/.kube/config::prod eu/1?#%' as ContextId;
    const path = contextPath(id);
    expect(path).toBe('/c/~%2F.kube%2Fconfig%3A%3Aprod%20eu%2F1%3F%23%25/explorer');
    expect(parsePath(path)).toEqual({ kind: 'context', context: id, view: 'explorer' });
  });

  it('begins with the Explorer where it names no view', () => {
    const harbor = { kind: 'context', context: 'harbor', view: 'explorer' };
    expect([parsePath('/c/harbor'), parsePath('/c/harbor/'), parsePath('/c/harbor/explorer/')]).toEqual([
      harbor,
      harbor,
      harbor,
    ]);
  });

  it('is the start, or says that there is nothing', () => {
    expect(['/', '', '/index.html'].map(parsePath)).toEqual([{ kind: 'start' }, { kind: 'start' }, { kind: 'start' }]);
    const unknown = [
      '/c',
      '/c/',
      '/x',
      '/address',
      '/address/',
      '/address/a/b',
      '/address/%E0%A4%A',
      '/c/a/b/c',
      '/c/harbor/tsdb',
      '/c/%E0%A4%A/explorer',
      '//c/a',
    ];
    expect(unknown.map(parsePath)).toEqual(unknown.map(() => ({ kind: 'unknown' })));
  });

  it('names another view of the context', () => {
    const harbor = 'harbor' as ContextId;
    expect([contextPath(harbor, 'discovery'), parsePath('/c/harbor/discovery')]).toEqual([
      '/c/harbor/discovery',
      { kind: 'context', context: 'harbor', view: 'discovery' },
    ]);
  });

  it('is that of the settings, whole or at one of their parts', () => {
    expect([settingsPath(), settingsPath('proxy')]).toEqual(['/settings', '/settings#proxy']);
    expect([parsePath('/settings'), parsePath('/settings/'), parsePath('/settings/x')]).toEqual([
      { kind: 'settings' },
      { kind: 'settings' },
      { kind: 'unknown' },
    ]);
  });

  it('is that of an address, or of a new one for the cluster of a context', () => {
    const id = 'a/b?' as AddressId;
    const reef = '~/.kube/config::reef & co' as ContextId;
    expect(addressPath(id)).toBe('/address/a%2Fb%3F');
    expect(parsePath(addressPath(id))).toEqual({ kind: 'address', id });
    expect(parsePath(addressPath(undefined))).toEqual({ kind: 'address', id: undefined });
    const url = new URL(addressPath(undefined, reef), 'http://page');
    expect([parsePath(url.pathname), contextOfSearch(url.search)]).toEqual([{ kind: 'address', id: undefined }, reef]);
    expect([contextOfSearch(''), contextOfSearch('?context=')]).toEqual([undefined, undefined]);
    expect(besideOfSearch(url.search)).toBeUndefined();
    const beside = new URL(besidePath({ context: reef, kind: 'pushgateway' }), 'http://page');
    expect([parsePath(beside.pathname), contextOfSearch(beside.search), besideOfSearch(beside.search)]).toEqual([
      ...[{ kind: 'address', id: undefined }, reef, 'pushgateway'],
    ]);
    expect(besideOfSearch('?context=x&beside=grafana')).toBeUndefined();
    const view = new URL(besideViewPath({ context: reef, kind: 'alertmanager' }), 'http://page');
    expect(parsePath(view.pathname)).toEqual({ kind: 'context', context: reef, view: 'alertmanager' });
  });

  it('is read back whatever the context is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        const id = name as ContextId;
        expect(parsePath(contextPath(id))).toEqual({ kind: 'context', context: id, view: 'explorer' });
      }),
      { seed: 20260102 },
    );
  });
});
