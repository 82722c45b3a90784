import { describe, expect, it } from 'vitest';
import {
  chooseCandidate,
  matchersProblem,
  readPrefix,
  writePrefix,
} from '../../../renderer/views/discovery/choices.ts';
import { sourceChoiceSchema } from '../../../shared/contract/discovery.ts';
import { candidate } from './diagnoses.ts';

describe('a path that was typed', () => {
  it('is read as the contract has it, and written as it is read', () => {
    const typed = ['', ' ', '/', '//', '/prometheus', 'prometheus/', ' /a/b/ ', '/select/0/prometheus'];
    expect(typed.map(readPrefix)).toEqual([
      { kind: 'found' },
      { kind: 'found' },
      { kind: 'given', prefix: '' },
      { kind: 'given', prefix: '' },
      { kind: 'given', prefix: '/prometheus' },
      { kind: 'given', prefix: '/prometheus' },
      { kind: 'given', prefix: '/a/b' },
      { kind: 'given', prefix: '/select/0/prometheus' },
    ]);
    expect([undefined, '', '/a'].map((prefix) => readPrefix(writePrefix(prefix)))).toEqual([
      { kind: 'found' },
      { kind: 'given', prefix: '' },
      { kind: 'given', prefix: '/a' },
    ]);
  });

  it('is refused where it is no path', () => {
    for (const typed of ['/a b', '/a?b', '/a#b', '/a//b', `/${'x'.repeat(1024)}`]) {
      expect(readPrefix(typed)).toEqual({ kind: 'wrong' });
    }
  });
});

describe('choosing a candidate', () => {
  const one = candidate('monitoring', 'prometheus-server', {}, { port: 80 });

  it('gives what the contract takes, and keeps the path and the matchers of the same service', () => {
    const before = { ...chooseCandidate(one, 'proxy', undefined), pathPrefix: '/p', matchers: 'a="b"' };
    const chosen = chooseCandidate(one, 'port-forward', before);
    expect(chosen).toEqual({
      kind: 'service',
      namespace: 'monitoring',
      service: 'prometheus-server',
      port: 80,
      transport: 'port-forward',
      pathPrefix: '/p',
      matchers: 'a="b"',
    });
    expect(sourceChoiceSchema.parse(chosen)).toEqual(chosen);
  });

  it('takes nothing over from another service', () => {
    const other = {
      ...chooseCandidate(one, 'proxy', undefined),
      service: 'other',
      pathPrefix: '/p',
      matchers: 'a="b"',
    };
    expect(chooseCandidate(one, 'auto', other)).toEqual({
      kind: 'service',
      namespace: 'monitoring',
      service: 'prometheus-server',
      port: 80,
      transport: 'auto',
      matchers: '',
    });
  });
});

describe('matchers that were typed', () => {
  it('are read as PromQL reads them', () => {
    expect(['', ' ', 'cluster="a",env=~"prod|stage"', '{a="b"}'].map(matchersProblem)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const typed of ['bad{', 'a=b', 'up', 'a="b"} or {c="d"']) expect(matchersProblem(typed)).toBeTypeOf('string');
  });
});
