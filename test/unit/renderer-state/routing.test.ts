import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextPath, parsePath } from '../../../renderer/state/routing.ts';
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
    const unknown = ['/c', '/c/', '/x', '/c/a/b/c', '/c/harbor/rules', '/c/%E0%A4%A/explorer', '//c/a'];
    expect(unknown.map(parsePath)).toEqual(unknown.map(() => ({ kind: 'unknown' })));
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
