import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/base/errors.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { createKubectl, hasKubectl } from '../support/kubectl.ts';
import { cleanUpAfterEach, cleanups, fileWith, nodes, open, plugin, proxy, startDouble } from './auth-fixture.ts';
import { resolveContext } from './kube-fixture.ts';

cleanUpAfterEach();

/** Who the double took it for, and how often the plugin ran, when a list was asked for in one way. */
interface Seen {
  readonly askers: readonly string[];
  readonly runs: number;
}

describe.skipIf(!hasKubectl)(
  `a user entry with several methods${hasKubectl ? '' : ': kubectl is not installed'}`,
  () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');

    async function scene() {
      const double = await startDouble();
      const login = await plugin({ kind: 'credential', token: 'bob-token-12345' });
      const bob = double.clientCertificate('bob');
      const methods = {
        token: { token: 'ada-token-12345' },
        tokenFile: { tokenFile: await fileWith('bob-token-12345') },
        missingTokenFile: { tokenFile: '/missing/token' },
        password: { username: 'ada', password: 'ada-password' },
        certificate: { 'client-certificate-data': base64(bob.certPem), 'client-key-data': base64(bob.keyPem) },
        exec: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: login.credentials().command,
            interactiveMode: 'Never',
          },
        },
        oidc: {
          'auth-provider': { name: 'oidc', config: { 'idp-issuer-url': 'https://127.0.0.1:1', 'client-id': 'x' } },
        },
      };
      return { double, login, methods };
    }

    const seenBy = async (double: ApiServerDouble, runs: () => number, ask: () => Promise<unknown>): Promise<Seen> => {
      const [requests, before] = [double.requests.length, runs()];
      await ask();
      // kubectl looks at the API's groups first.
      const askers = double.requests.slice(requests).filter(({ path }) => path.startsWith('/api/v1/nodes'));
      return { askers: askers.map(({ user }) => user), runs: runs() - before };
    };

    it.each([
      [['token', 'exec'], { askers: ['ada'], runs: 0 }],
      [['password', 'exec'], { askers: ['ada'], runs: 0 }],
      [['certificate', 'exec'], { askers: ['bob'], runs: 0 }],
      [['token', 'tokenFile'], { askers: ['bob'], runs: 0 }],
      [['token', 'oidc'], { askers: ['ada'], runs: 0 }],
      [['password', 'certificate'], { askers: ['bob'], runs: 0 }],
      [['token', 'password'], { askers: [], runs: 0 }],
      [['exec', 'oidc'], { askers: [], runs: 0 }],
      [['exec'], { askers: ['bob'], runs: 1 }],
    ] as const)('of %j is taken as kubectl takes it', async (names, expected) => {
      const { double, login, methods } = await scene();
      const fields = Object.assign({}, ...names.map((name) => methods[name]));
      const context = double.context('ada', 'ctx', { kind: 'raw', fields });
      const kubectl = await createKubectl(kubeconfigYaml([context]));
      cleanups.push(() => kubectl.remove());
      const runs = () => login.runs().length;
      const theirs = await seenBy(double, runs, () => kubectl.lines('get', '--raw', '/api/v1/nodes'));
      const ours = await seenBy(double, runs, async () => {
        try {
          await nodes(await open(resolveContext(context)));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      });
      expect({ theirs, ours }).toEqual({ theirs: expected, ours: expected });
    });

    it('reaches the same server through the same proxy, whatever NO_PROXY says of proxy-url', async () => {
      const double = await startDouble();
      const gate = await proxy();
      const context = { ...double.context('ada', 'ctx', 'token'), proxyUrl: gate.url };
      const kubectl = await createKubectl(kubeconfigYaml([context]), { NO_PROXY: '*' });
      cleanups.push(() => kubectl.remove());
      await kubectl.lines('get', '--raw', '/api/v1/nodes');
      const count = gate.records.length;
      const theirs = new Set(gate.records.map(({ target }) => target));
      await nodes(await open(resolveContext(context)));
      const ours = new Set(gate.records.slice(count).map(({ target }) => target));
      const expected = new Set([`127.0.0.1:${double.port}`]);
      expect({ theirs, ours }).toEqual({ theirs: expected, ours: expected });
    });
  },
);
