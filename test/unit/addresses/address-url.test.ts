import { describe, expect, test } from 'vitest';
import { normalUrl, prefixCandidates } from '../../../electron/backend/addresses/address-url.ts';
import { AppError } from '../../../shared/base/errors.ts';

test.each([
  ['http://prometheus:9090', 'http://prometheus:9090'],
  ['  HTTPS://Prometheus.Example.com/  ', 'https://prometheus.example.com'],
  ['https://h:443/a/b//', 'https://h/a/b'],
  ['http://h/graph?g0.expr=up&g0.tab=0', 'http://h'],
  ['http://h/prometheus/classic/graph?g0.expr=up', 'http://h/prometheus'],
  ['http://h:8428/vmui/?#/?g0.expr=up', 'http://h:8428'],
  ['http://h/select/0/vmui/', 'http://h/select/0'],
  ['http://h/api/v1', 'http://h'],
  ['http://h/prometheus/api/v1/query?query=up', 'http://h/prometheus'],
  ['http://h/p/api/v1/label/job/values', 'http://h/p'],
  ['http://h/p/api/v1/status/buildinfo/', 'http://h/p'],
  ['http://[::1]:9090/', 'http://[::1]:9090'],
  ['http://h/p#fragment', 'http://h/p'],
  // The API server's proxy has the same beginning in the middle of its path.
  [
    'http://127.0.0.1:8001/api/v1/namespaces/m/services/p:9090/proxy/',
    'http://127.0.0.1:8001/api/v1/namespaces/m/services/p:9090/proxy',
  ],
  ['http://h/am/api/v2/silences?active=true', 'http://h/am'],
  ['http://h/push/api/v1/metrics', 'http://h/push'],
  // A gateway's own path, and not an Alertmanager's or a Pushgateway's.
  ['http://h/api/v2/tenants/7/prometheus', 'http://h/api/v2/tenants/7/prometheus'],
  ['http://h/api/v1/metrics/prod', 'http://h/api/v1/metrics/prod'],
  ['http://h/graphite', 'http://h/graphite'],
  ['http://h/query', 'http://h/query'],
])('%s is the server %s', (typed, url) => {
  expect(normalUrl(typed)).toBe(url);
});

describe('refused', () => {
  const credentials = 'it has a user or a password in it: type them in their fields, where they are kept safely';
  const noScheme = 'it does not begin with http:// or https://';
  test.each([
    ['prometheus:9090', 'prometheus:9090', noScheme],
    ['ftp://h', 'ftp://h', noScheme],
    ['', '', noScheme],
    ['http://', 'http://', 'it is not an address'],
    ['http://h:99999', 'http://h:99999', 'it is not an address'],
    ['http://h/p?token=hunter2', 'http://h/p', 'it has a query (from the question mark on) in it'],
    ['http://u:hunter2@h', 'http://…@h', credentials],
    ['http://u:hunter2@h/p?x=hunter2', 'http://…@h/p', credentials],
    ['u:hunter2@h:9090', '…@h:9090', noScheme],
    ['http://u:12/hunter2@h:9090', 'http://…@h:9090', credentials],
    ['http://u:hun/ter2@h', 'http://…@h', 'it is not an address'],
    ['http://u:hunter2@x@h', 'http://…@h', credentials],
  ])('is %s, without its credentials in the words', (typed, url, reason) => {
    const attempt = () => normalUrl(typed);
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'address.badUrl',
        message: `${url} cannot be used: ${reason}.`,
        details: { url, reason },
      }),
    );
  });
});

test.each([
  ['http://h', ['', '/prometheus', '/select/0/prometheus', '/api/prom']],
  // Where a path was typed, the server behind another path is another server.
  ['http://h/team', ['/team', '/team/prometheus']],
  ['http://h/team/targets', ['/team/targets', '/team/targets/prometheus', '/team']],
  ['http://h/query', ['/query', '/query/prometheus', '']],
])('of %s these paths are asked: %j', (url, prefixes) => {
  expect(prefixCandidates(url)).toEqual(prefixes);
});
