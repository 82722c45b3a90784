import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { identifyCluster } from '../../../electron/backend/kube/discovery/identify-cluster.ts';
import { apiError, fakeClient, type Prepared } from './fake-client.ts';

const kubeSystem = '/api/v1/namespaces/kube-system';
const address = { server: 'https://api.example:6443', caData: undefined, caFile: undefined };
const identify = (answer: Prepared, changes: Partial<Record<keyof typeof address, string>> = {}) =>
  identifyCluster(fakeClient({ [kubeSystem]: answer }), { ...address, ...changes }, new AbortController().signal);

it('is told by the UID of kube-system', async () => {
  expect(await identify({ metadata: { uid: '6d7eefda' } })).toBe('uid:6d7eefda');
});

it.each(['api.forbidden', 'api.notFound'] as const)('is told by server and authority after %s', async (code) => {
  const pem = '-----BEGIN CERTIFICATE-----';
  const caData = Buffer.from(pem).toString('base64');
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, pem);
  const keys = await Promise.all([
    identify(apiError(code)),
    identify(apiError(code), { server: 'https://API.example:6443/' }),
    identify(apiError(code), { server: 'https://other.example:6443' }),
    identify(apiError(code), { caData }),
    identify(apiError(code), { caFile }),
    identify(apiError(code), { caFile: path.join(folder, 'gone') }),
  ]);
  await rm(folder, { recursive: true });
  const [plain, same, other, byData, byFile, gone] = keys;
  expect(plain).toMatch(/^server:[0-9a-f]{64}$/);
  expect([same === plain, other === plain, byData === plain, byFile === byData, gone === plain]).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
});

it('is not told where the API server does not answer', async () => {
  await expect(identify(apiError('api.unreachable'))).rejects.toMatchObject({ code: 'api.unreachable' });
});
