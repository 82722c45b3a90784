import { describe, expect, it } from 'vitest';
import { type AdviceInput, adviceFor } from '../../../renderer/views/discovery/advice.ts';
import type { AddressId } from '../../../shared/model/address.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import {
  answered,
  candidate,
  deniedForward,
  deniedProxy,
  diagnosis,
  failed,
  failure,
  right,
  twoDenied,
} from './diagnoses.ts';

const advise = (input: Partial<AdviceInput>) =>
  adviceFor({ diagnosis: undefined, candidate: undefined, why: undefined, choice: undefined, ...input });
const kinds = (input: Partial<AdviceInput>) => advise(input).map(({ kind }) => kind);

const service: SourceChoice = {
  kind: 'service',
  namespace: 'old',
  service: 'prom',
  port: 9090,
  transport: 'auto',
  matchers: '',
};
const noneAnswered = failure('discovery.noneAnswered', { candidate: 'a/b', reason: 'r' });

describe('the advice', () => {
  it('is to connect, or another address, where nothing stands in the way', () => {
    expect(advise({ diagnosis: diagnosis({ candidates: twoDenied }) })).toEqual([
      { kind: 'connect' },
      { kind: 'enter' },
    ]);
  });

  it('asks for the one verb of the port-forward, though the proxy lacks one too', () => {
    const [first] = twoDenied;
    expect(
      advise({
        diagnosis: diagnosis({ candidates: twoDenied }),
        candidate: first,
        why: failure('portForward.forbidden'),
      }),
    ).toEqual([
      { kind: 'ask', rights: [right('get', 'pods/portforward', 'monitoring')], transport: 'port-forward' },
      { kind: 'scrape' },
      { kind: 'enter' },
    ]);
  });

  it('asks in the namespace of the candidate that is looked at', () => {
    const [, second] = twoDenied;
    const [first] = advise({
      diagnosis: diagnosis({ candidates: twoDenied }),
      candidate: second,
      why: failure('portForward.forbidden'),
    });
    expect(first).toEqual({
      kind: 'ask',
      rights: [right('get', 'pods/portforward', 'istio-system')],
      transport: 'port-forward',
    });
  });

  it('asks at once for what the way needs beside the right that stopped it, and for no more', () => {
    const forward = right('get', 'pods/portforward', 'm');
    const create = right('create', 'pods/portforward', 'm');
    const pods = right('list', 'pods', 'm');
    const only = candidate('m', 'p', { 'port-forward': failed(failure('api.forbidden'), pods) });
    const rights = [forward, create, right('get', 'services/proxy', 'm'), right('get', 'pods/portforward', 'other')];
    const asked = (serverVersion: string | undefined) =>
      advise({
        diagnosis: diagnosis({ candidates: [only], rights, serverVersion }),
        candidate: only,
        why: failure('api.forbidden'),
      })[0];
    expect(['v1.33.2', undefined, 'v1.35.0'].map(asked)).toEqual([
      { kind: 'ask', rights: [pods, forward], transport: 'port-forward' },
      { kind: 'ask', rights: [pods, forward], transport: 'port-forward' },
      { kind: 'ask', rights: [pods, forward, create], transport: 'port-forward' },
    ]);
  });

  it('asks for the proxy’s one verb where the port-forward failed for another reason', () => {
    const only = candidate('m', 'p', {
      'port-forward': failed(failure('portForward.closed')),
      proxy: deniedProxy('m'),
    });
    const missing = right('get', 'services/proxy', 'm');
    const rights = [missing, right('create', 'services/proxy', 'm')];
    const parts = diagnosis({ candidates: [only], rights, serverVersion: 'v1.35.0' });
    const [first] = advise({ diagnosis: parts, candidate: only, why: noneAnswered });
    expect(first).toEqual({ kind: 'ask', rights: [missing], transport: 'proxy' });
  });

  it('asks for the right that the search itself lacks, with the group that the resource has', () => {
    const why = failure('api.forbidden', { verb: 'list', resource: 'endpointslices', namespace: '' });
    expect(advise({ diagnosis: diagnosis(), why })).toEqual([
      {
        kind: 'ask',
        rights: [right('list', 'endpointslices', '', { group: 'discovery.k8s.io' })],
        transport: undefined,
      },
      { kind: 'scrape' },
      { kind: 'enter' },
    ]);
  });

  it('asks for nothing where the refusal does not name the right, or the group of its resource is not known', () => {
    expect(kinds({ why: failure('api.forbidden', { verb: 'list' }) })).toEqual(['scrape', 'enter']);
    expect(kinds({ why: failure('api.forbidden', { verb: 'list', resource: 'widgets', namespace: '' }) })).toEqual([
      'scrape',
      'enter',
    ]);
  });

  it('offers what answers first, two at most, and mends nothing on a candidate that works', () => {
    const bad = candidate('a', 'bad', { 'port-forward': deniedForward('a') });
    const good = ['b', 'c', 'd'].map((namespace) => candidate(namespace, 'p', { proxy: answered(40) }));
    const parts = diagnosis({ candidates: [bad, ...good] });
    const why = failure('discovery.chosenGone', { candidate: 'old/prom' });
    expect(advise({ diagnosis: parts, candidate: good[0], why, choice: service })).toEqual([
      { kind: 'use', candidate: good[0], transport: 'proxy', ms: 40, url: undefined },
      { kind: 'use', candidate: good[1], transport: 'proxy', ms: 40, url: undefined },
      { kind: 'forget', candidate: 'old/prom' },
      { kind: 'enter' },
    ]);
  });

  it('does not offer the way that fails now, and without the API server only an address', () => {
    const one = candidate('m', 'p', {
      'port-forward': answered(30),
      proxy: answered(40),
      address: answered(9, { url: 'https://prom.example' }),
    });
    const used = { candidate: one.id, transport: 'port-forward' } as const;
    const parts = diagnosis({ candidates: [one], used });
    const [closed] = advise({ diagnosis: parts, candidate: one, why: failure('portForward.closed') });
    expect(closed).toEqual({ kind: 'use', candidate: one, transport: 'proxy', ms: 40, url: undefined });
    expect(advise({ diagnosis: parts, candidate: one, why: failure('api.unreachable') })).toEqual([
      { kind: 'use', candidate: one, transport: 'address', ms: 9, url: 'https://prom.example' },
      { kind: 'check' },
      { kind: 'enter' },
    ]);
  });

  it('has one advice for each kind of failure of the candidate', () => {
    const one = candidate('m', 'p', {
      'port-forward': failed(failure('probe.notPrometheus', { path: '/graph' })),
      proxy: failed(failure('apiProxy.failed', { status: 503 })),
      address: failed(failure('probe.redirect', { location: 'https://sso.example/login' })),
    });
    expect(advise({ diagnosis: diagnosis({ candidates: [one] }), candidate: one, why: noneAnswered })).toEqual([
      { kind: 'prefix', candidate: one, path: '/graph' },
      { kind: 'redirect', location: 'https://sso.example/login' },
      { kind: 'port', candidate: one, port: 9090 },
      { kind: 'scrape' },
      { kind: 'enter' },
    ]);
    const other = candidate('m', 'p', {
      'port-forward': failed(failure('portForward.noReadyPod')),
      proxy: failed(failure('probe.unauthorized')),
      address: failed(failure('probe.loginPage')),
    });
    expect(kinds({ diagnosis: diagnosis({ candidates: [other] }), candidate: other, why: noneAnswered })).toEqual([
      'login',
      'pod',
      'scrape',
      'enter',
    ]);
    const refused = candidate('m', 'p', { 'port-forward': failed(failure('portForward.refused', { port: 9091 })) });
    expect(advise({ candidate: refused, why: noneAnswered })[0]).toEqual({
      kind: 'port',
      candidate: refused,
      port: 9091,
    });
  });

  it('offers to scrape, and both charts, where there is no Prometheus at all', () => {
    expect(advise({ diagnosis: diagnosis(), why: failure('discovery.none') })).toEqual([
      { kind: 'scrape' },
      { kind: 'install', chart: 'kube-prometheus-stack' },
      { kind: 'install', chart: 'prometheus' },
      { kind: 'enter' },
    ]);
  });

  it('offers kubectl where the API server is not reached or lets nobody in, and consent where only that is missing', () => {
    for (const code of [
      'api.unreachable',
      'api.tls',
      'api.unauthorized',
      'auth.execNotFound',
      'auth.refusedOften',
    ] as const) {
      expect(kinds({ why: failure(code) })).toEqual(['check', 'enter']);
    }
    const facts = { user: 'u', file: '/f', command: 'aws eks get-token', digest: 'ab12' };
    expect(advise({ why: failure('auth.execConsent', facts) })).toEqual([
      { kind: 'consent', ...facts },
      { kind: 'enter' },
    ]);
    expect(kinds({ why: failure('auth.execConsent', { user: 'u' }) })).toEqual(['enter']);
  });

  it('offers to forget a choice that keeps another from being tried', () => {
    const one = candidate('old', 'prom', { 'port-forward': deniedForward('old') });
    const parts = { diagnosis: diagnosis({ candidates: [one] }), candidate: one, choice: service };
    expect(kinds({ ...parts, why: failure('portForward.forbidden') })).toEqual(['ask', 'forget', 'scrape', 'enter']);
    expect(kinds({ ...parts, candidate: undefined, why: failure('api.unreachable') })).toEqual(['check', 'enter']);
  });

  it('leads to the address that was chosen where that is what fails', () => {
    const address = 'adr-1' as AddressId;
    const choice: SourceChoice = { kind: 'address', address };
    expect(advise({ why: failure('address.secretMissing'), choice })).toEqual([
      { kind: 'fixAddress', address },
      { kind: 'enter' },
    ]);
    expect(kinds({ why: failure('api.unreachable'), choice })).toEqual(['check', 'enter']);
  });
});
