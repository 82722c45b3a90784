import { describe, expect, it } from 'vitest';
import { fixOf } from '../../../renderer/app/fixes.ts';
import type { AppErrorData, ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';

const why = (code: ErrorCode, details: ErrorDetails = {}): AppErrorData => ({
  code,
  details,
  message: '',
  retryable: false,
});
const address = (id: string, name: string): Address => ({
  id: id as AddressId,
  name,
  url: `http://${id}:9090`,
  headers: [],
  auth: { kind: 'none' },
  insecureSkipTlsVerify: false,
  matchers: '',
});
const addresses = [address('a', 'rack'), address('b', 'twin'), address('c', 'twin')];
const cluster: ContextSummary = {
  id: 'f::harbor' as ContextId,
  name: 'harbor',
  file: 'f',
  server: 'https://10.0.0.1',
  cluster: 'harbor',
  user: 'ada',
  namespace: undefined,
  auth: 'token',
  problem: undefined,
};
const direct: ContextSummary = { ...cluster, id: 'address::a' as ContextId, address: 'a' as AddressId };

describe('where a failure can be mended', () => {
  it('is the part of the settings that has the cause', () => {
    expect(
      (['auth.execNotFound', 'api.proxy', 'api.tls', 'secrets.unavailable', 'api.forbidden'] as const).map((code) =>
        fixOf(cluster, why(code), addresses),
      ),
    ).toEqual([
      { kind: 'settings', section: 'exec' },
      { kind: 'settings', section: 'proxy' },
      { kind: 'settings', section: 'authorities' },
      { kind: 'settings', section: 'addresses' },
      undefined,
    ]);
  });

  it('is the form of the address, but for the proxy before it', () => {
    const form = { kind: 'address', id: 'a' };
    expect([
      fixOf(direct, why('probe.unauthorized'), addresses),
      fixOf(direct, why('address.secretMissing', { name: 'rack' }), addresses),
      fixOf(direct, why('api.proxy'), addresses),
    ]).toEqual([form, form, { kind: 'settings', section: 'proxy' }]);
  });

  it('is the address that was chosen for a cluster, where its failure names exactly one', () => {
    expect([
      fixOf(cluster, why('address.secretMissing', { name: 'rack' }), addresses),
      fixOf(cluster, why('address.tls', { url: 'http://c:9090' }), addresses),
      fixOf(cluster, why('address.secretMissing', { name: 'twin' }), addresses),
      fixOf(cluster, why('address.unknown', { address: 'z' }), addresses),
    ]).toEqual([
      { kind: 'address', id: 'a' },
      { kind: 'address', id: 'c' },
      { kind: 'settings', section: 'addresses' },
      { kind: 'settings', section: 'addresses' },
    ]);
  });
});
