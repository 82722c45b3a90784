import { describe, expect, it } from 'vitest';
import { listPrometheuses } from '../../../electron/backend/kube/discovery/prometheus-resources.ts';
import { fakeClient } from './fake-client.ts';

const signal = new AbortController().signal;

/** What a Prometheus resource with this route prefix comes to. */
async function routePrefix(prefix: string | null): Promise<string | undefined> {
  const item = { metadata: { name: 'k8s', namespace: 'monitoring' }, spec: { routePrefix: prefix } };
  const client = fakeClient({ '/apis/monitoring.coreos.com/v1/prometheuses': { items: [item] } });
  return (await listPrometheuses(client, undefined, { signal }))[0]?.routePrefix;
}

describe("a resource's route prefix", () => {
  it.each([
    [null, ''],
    ['/', ''],
    ['prometheus/', '/prometheus'],
    ['/a/b-c.d', '/a/b-c.d'],
    // Whoever writes such a resource shall not choose what else is asked of the API server.
    ['/../../../api/v1/secrets?x=', ''],
    ['/a/./b', ''],
    ['/a/%2e%2e/b', ''],
    ['/a b', ''],
    ['/a\nb', ''],
    ['/a#b', ''],
    ['//evil.example', '/evil.example'],
  ])('%j is %j', async (prefix, expected) => {
    expect(await routePrefix(prefix)).toBe(expected);
  });
});
