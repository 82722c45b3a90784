import { describe, expect, it } from 'vitest';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import { kubeletRules } from '../../../electron/backend/scrape/cluster/job-rules.ts';
import { checkBelowProxy, isMetricsPath, podProxyPath } from '../../../electron/backend/scrape/cluster/proxy-path.ts';
import { JobTargets } from '../../../electron/backend/scrape/targets/job-targets.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { RelabelConfig } from '../../../shared/relabel/config.ts';

const server = 'https://api.example:6443';
const notAsked = expect.objectContaining({ code: 'api.notFound' });
const backslash = '\\';

/** The path that a target is asked for, of the labels it was found with. */
function pathOf(pairs: readonly (readonly [string, string])[], relabelConfigs: readonly RelabelConfig[] = []): string {
  const job = {
    ...{ name: 'j', intervalMs: 30_000, timeoutMs: 10_000, metricsPath: '/metrics', scheme: 'https' as const },
    ...{ params: [], honorLabels: false, honorTimestamps: true, relabelConfigs, metricRelabelConfigs: [] },
    ...{ limits: noLimits, mostBodyBytes: 1 },
  };
  const targets = [labelsFromPairs([['__address__', '10.0.0.1:80'], ...pairs])];
  const updating = new JobTargets(job, '3').update([{ source: 's', labels: [], targets }]);
  let step = updating.next();
  while (step.done !== true) step = updating.next();
  const [target] = step.value.active.values();
  return target === undefined ? '' : target.url.pathname + target.url.search;
}

describe('a path of the API server', () => {
  it.each([
    '/metrics',
    '/metrics/slis',
    '/api/v1/nodes/n1/proxy/metrics',
    '/api/v1/nodes/ip-10-0-0-1.eu-west-1.compute.internal/proxy/metrics/cadvisor',
  ])('is a page of metrics: %s', (path) => {
    expect(isMetricsPath(path)).toBe(true);
  });

  it.each([
    '/',
    '//metrics',
    '/metrics/',
    '/metricsx',
    '/metrics/../api/v1/secrets',
    '/metrics/%2e%2e/secrets',
    '/metrics/..%2fsecrets',
    `/metrics/..${backslash}secrets`,
    '/metrics//secrets',
    '/metrics?x',
    '/metrics#x',
    '/metrics\n',
    '/api/v1/nodes//proxy/metrics',
    '/api/v1/nodes/../proxy/metrics',
    '/api/v1/nodes/%2e%2e/proxy/metrics',
    '/api/v1/nodes/a%2fb/proxy/metrics',
    '/api/v1/nodes/n1/proxy/metricsx',
    '/api/v1/nodes/n1/proxy/metrics/../../../../secrets',
    '/api/v1/nodes/n1/proxy/run/ns/pod/container',
    '/api/v1/nodes/n1:10250/proxy/metrics',
    '/api/v1/nodes/n1/proxy/../../../namespaces/a/pods/b/proxy/metrics',
  ])('is none: %s', (path) => {
    expect(isMetricsPath(path)).toBe(false);
  });

  it.each([
    ...[
      '..',
      '.',
      'a/../../secrets',
      '../../x',
      '%2e%2e',
      '%2e%2e%2f%2e%2e%2fsecrets',
      'n1/proxy/run',
      'n1?a=b',
      'n1#a',
    ],
    ...['n1%3fa', `..${backslash}..${backslash}secrets`, '/n1', '', ' ', 'n1%00'],
  ])('of a node is asked for no name that is none: %s', (name) => {
    const path = pathOf([['__meta_kubernetes_node_name', name]], kubeletRules('/metrics/cadvisor'));
    // The job's own path where there is no name at all.
    expect(path === '/metrics' || !isMetricsPath(path)).toBe(true);
  });

  it.each([
    ['..', 'web-0'],
    ['shop', '..'],
    ['shop', '.'],
    ['shop', ''],
    ['shop', 'a/b'],
    ['shop', 'a%2fb'],
    ['shop', 'a?b'],
    ['shop', 'a#b'],
    ['shop', 'https:web-0'],
    ['shop/pods/x/proxy', 'web-0'],
  ])('of a pod is made of no name that is none: %s/%s', (namespace, pod) => {
    expect(() => podProxyPath(server, { namespace, pod, port: 80, isSecure: false })).toThrow(notAsked);
  });

  it('of a pod has its scheme, its name and its port', () => {
    const pod = { namespace: 'shop', pod: 'web-0.a', port: 8443, isSecure: true };
    expect(podProxyPath(server, pod)).toBe('/api/v1/namespaces/shop/pods/https:web-0.a:8443/proxy');
  });
});

describe('a path below the proxy to a pod', () => {
  it.each([
    '/',
    '/metrics',
    '//metrics',
    '/a%20b',
    '/...',
    '/.well-known/x',
    '/a..b/..c',
    '/x?path=../..',
    '/100%25',
    '/%zz',
  ])('is asked for: %s', (path) => {
    expect(() => checkBelowProxy(server, path)).not.toThrow();
  });

  it.each([
    ...['', 'metrics', '..', '/..', '/.', '/a/../b', '/%2e%2E/x', '/.%2e/x', '/..%2fx', '/..%5cx', `/..${backslash}x`],
    ...['/%252e%252e/x', '/%25252e%25252e%25252fx', `/%${'25'.repeat(100_000)}2e/x`, '/..;a=b/x', '/%0d%0aHost:x'],
  ])('is not asked for: %s', (path) => {
    expect(() => checkBelowProxy(server, path)).toThrow(notAsked);
  });

  it.each([
    ...['/../../secrets', '/%2e%2e/%2e%2e/secrets', '/..%2f..%2fsecrets', '/..%252f..%252fsecrets', '/%25%32%65%2e/x'],
    ...[
      `/..${backslash}..${backslash}secrets`,
      '/a?b=/../..',
      '/a#/../..',
      '//../../secrets',
      '../../secrets',
      '/..;/x',
    ],
    ...['/..%5c..%5csecrets', '\t/../x', '/%2e%2e?/x'],
  ])('is below it, or is not asked for, whatever an annotation says: %s', (written) => {
    const path = pathOf([['__metrics_path__', written]]);
    const prefix = podProxyPath(server, { namespace: 'shop', pod: 'web-0', port: 80, isSecure: false });
    let asked = prefix;
    try {
      checkBelowProxy(server, path);
      asked = prefix + path;
    } catch (error) {
      expect(error).toEqual(notAsked);
    }
    // As the most eager of proxies would have it.
    let seen = asked.replace(/[?#].*/, '').replaceAll(/;[^/]*/g, '');
    for (let times = 0; times < 4; times += 1) seen = decodeURIComponent(seen).replaceAll(backslash, '/');
    expect(new URL(seen, server).pathname.startsWith(prefix)).toBe(true);
  });
});
