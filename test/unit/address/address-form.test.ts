import { describe, expect, it } from 'vitest';
import {
  type AddressForm,
  checkForm,
  fieldOf,
  formOf,
  inputOf,
  isElsewhere,
  looksSecret,
  withHeader,
} from '../../../renderer/views/address/address-form.ts';
import type { AppErrorData, ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';
import { addressesDomain } from '../../../shared/contract/addresses.ts';
import type { Address, AddressId, SecretRef } from '../../../shared/model/address.ts';
import type { ContextId } from '../../../shared/model/context.ts';

const ref = (name: string) => name as SecretRef;
const kept: Address = {
  id: 'adr-1' as AddressId,
  name: 'Thanos, all sites',
  url: 'https://thanos.example.net/api',
  headers: [
    { name: 'X-Scope-OrgID', kind: 'plain', value: 'team-a' },
    { name: 'X-Api-Key', kind: 'secret', value: ref('r2') },
  ],
  auth: { kind: 'basic', user: 'reader', password: ref('r1') },
  caFile: '/etc/ssl/house.pem',
  insecureSkipTlsVerify: false,
  matchers: 'cluster="a"',
};
const failure = (code: ErrorCode, details: ErrorDetails = {}): AppErrorData => ({
  code,
  details,
  message: '',
  retryable: false,
});
const typed = (text: string) => ({ kept: false, text });
const fresh = (patch: Partial<AddressForm>): AddressForm => ({ ...formOf(undefined), ...patch });
const wrong = (form: AddressForm, address?: Address) => Object.fromEntries(checkForm(form, address));

describe('the form of an address', () => {
  it('sends a kept address back as it was, its secrets untyped, in the contract’s shape', () => {
    const input = inputOf(formOf(kept), kept);
    expect(input).toEqual({
      id: 'adr-1',
      name: 'Thanos, all sites',
      url: 'https://thanos.example.net/api',
      auth: { kind: 'basic', user: 'reader', password: undefined },
      headers: [
        { kind: 'plain', name: 'X-Scope-OrgID', value: 'team-a' },
        { kind: 'secret', name: 'X-Api-Key', value: undefined },
      ],
      matchers: 'cluster="a"',
      caFile: '/etc/ssl/house.pem',
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
    });
    expect(addressesDomain.save.input.parse({ address: input })).toEqual({ address: input });
  });

  it('says what it stands beside, in the contract’s shape, and of a Prometheus nothing of that', () => {
    const beside = { context: '/home/u/.kube/config::harbor' as ContextId, kind: 'alertmanager' } as const;
    const input = inputOf(fresh({ url: ' https://am.example.net/am ' }), undefined, beside);
    expect(input).toMatchObject({ beside, url: 'https://am.example.net/am', name: 'https://am.example.net/am' });
    expect(addressesDomain.save.input.parse({ address: input })).toEqual({ address: input });
    expect(inputOf(formOf(kept), kept)).not.toHaveProperty('beside');
    const other = { ...input, beside: { ...beside, kind: 'grafana' } };
    expect(addressesDomain.save.input.safeParse({ address: other }).success).toBe(false);
  });

  it('never holds a reference to a secret', () => {
    expect(JSON.stringify([formOf(kept), inputOf(formOf(kept), kept)])).not.toMatch(/"r[12]"/);
  });

  it('sends what was typed, without the spaces around it, and the address for a name', () => {
    const form = withHeader(
      fresh({ url: ' https://m.example ', login: 'bearer', token: typed('t'), caFile: ' ' }),
      'X-Scope-OrgID',
    );
    const headers = form.headers.map((header) => ({ ...header, value: typed('team') }));
    expect(inputOf({ ...form, headers }, undefined)).toEqual({
      name: 'https://m.example',
      url: 'https://m.example',
      auth: { kind: 'bearer', token: 't' },
      headers: [{ kind: 'plain', name: 'X-Scope-OrgID', value: 'team' }],
      matchers: '',
      caFile: undefined,
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
    });
  });

  it('takes a new header for a secret, but for the tenant of Mimir and Cortex', () => {
    const form = withHeader(withHeader(fresh({}), ''), 'X-Scope-OrgID');
    expect(form.headers.map(({ key, secret }) => [key, secret])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(
      ['X-Api-Key', 'Authorization', 'Cookie', 'X-Auth-Token', 'X-Scope-OrgID', 'Accept-Language'].map(looksSecret),
    ).toEqual([true, true, true, true, false, false]);
  });

  it('says at each field what is wrong with it', () => {
    expect(
      ['', 'm.example', 'ftp://m', 'https://', 'https://u:p@m.example', 'https://m.example/a'].map((url) =>
        wrong(fresh({ url })),
      ),
    ).toEqual([
      { url: 'urlMissing' },
      { url: 'urlScheme' },
      { url: 'urlScheme' },
      { url: 'urlWrong' },
      { url: 'urlUser' },
      {},
    ]);
    const url = 'https://m.example';
    expect([
      wrong(fresh({ url, login: 'basic' })),
      wrong(fresh({ url, login: 'bearer' })),
      wrong(fresh({ url, login: 'certificate' })),
      wrong(fresh({ url: 'http://m.example', login: 'certificate', certFile: 'a', keyFile: 'b' })),
    ]).toEqual([
      { user: 'userMissing', password: 'secretMissing' },
      { token: 'secretMissing' },
      { certFile: 'fileMissing', keyFile: 'fileMissing' },
      { url: 'certificateHttp' },
    ]);
    const headers = ['X-A', 'x-a', 'bad name', ''].map((name, key) => ({
      key,
      name,
      secret: false,
      value: typed('v'),
    }));
    expect(wrong(fresh({ url, headers }))).toEqual({
      'headerName 1': 'headerTwice',
      'headerName 2': 'headerName',
      'headerName 3': 'headerName',
    });
    expect(wrong(fresh({ url, headers: [{ key: 0, name: 'X-A', secret: true, value: typed('') }] }))).toEqual({
      'headerValue 0': 'headerValue',
    });
  });

  it('wants secrets typed again once the address leads to another origin, and not for another path', () => {
    const elsewhere = { ...formOf(kept), url: 'https://other.example' };
    expect([isElsewhere(elsewhere, kept), wrong(elsewhere, kept)]).toEqual([
      true,
      { password: 'secretMissing', 'headerValue 1': 'headerValue' },
    ]);
    const path = { ...formOf(kept), url: 'https://thanos.example.net/other' };
    expect([isElsewhere(path, kept), wrong(path, kept)]).toEqual([false, {}]);
  });

  it('shows a refusal of the backend at its field', () => {
    const form = formOf(kept);
    expect([
      fieldOf(failure('address.badUrl'), form),
      fieldOf(failure('address.badMatchers'), form),
      fieldOf(failure('address.badCredentials'), form),
      fieldOf(failure('address.badCredentials'), { ...form, login: 'certificate' }),
      fieldOf(failure('address.secretMissing', { what: 'password' }), form),
      fieldOf(failure('address.secretMissing', { what: 'x-api-key' }), form),
      fieldOf(failure('address.unreachable'), form),
    ]).toEqual(['url', 'matchers', 'user', 'certFile', 'password', 'headerValue 1', undefined]);
  });
});
