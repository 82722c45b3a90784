/** Logins that come to nothing: tried once more at most, counted, and never a storm. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execDigest } from '../../electron/backend/base/exec-digest.ts';
import { resolveKubeconfigPaths } from '../../electron/backend/kubeconfig-paths.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { createExecPlugin, type ExecPlugin } from '../support/exec-plugin.ts';
import { ownContexts } from '../support/own-contexts.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  type Harbour,
  harbor,
  openHarbour,
  quick,
  type Running,
  reaches,
  type StartOptions,
  states,
} from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

const goesUp = ['authenticating', 'discovering', 'connected'];
const stoppedAfterTwo = [
  'authenticating',
  'backingOff api.unauthorized',
  'authenticating',
  'stopped auth.refusedOften',
];

describe.skipIf(serverMissing('prometheus') !== undefined)('a login', () => {
  let prometheus: RealServer;
  let plugin: ExecPlugin;
  let harbour: Harbour;
  let double: ApiServerDouble;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });
  afterAll(() => prometheus.stop());
  beforeEach(async () => {
    plugin = await createExecPlugin({ kind: 'credential', token: 'captain-token' });
    harbour = await openHarbour(prometheus.port);
    harbour.cleanups.push(() => plugin.remove());
    ({ double } = harbour);
    await signInBy(plugin);
  });
  afterEach(() => harbour.stop());

  /** The context `harbor` signs in by the plugin. */
  async function signInBy({ credentials }: ExecPlugin, args: readonly string[] = []): Promise<void> {
    const context = double.context('captain', 'harbor', credentials({ args }));
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([context]));
  }

  it('by a plugin is one run, however often the connection is made', async () => {
    const running = harbour.start();
    for (let n = 0; n < 3; n++) {
      running.connect(harbor);
      await reaches(running, 'connected');
      await running.disconnect(harbor);
    }
    expect(plugin.runs().length).toBe(1);
  });

  it('that the API server refuses for ever is stopped, after a bounded number of runs', async () => {
    double.faults.add({ kind: 'status', code: 401 });
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'stopped');
    const runs = plugin.runs().length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([running.passed, runs <= 4, plugin.runs().length === runs]).toEqual([stoppedAfterTwo, true, true]);
  });

  it('that is refused once is made anew within the request, without a word', async () => {
    double.faults.add({ kind: 'status', code: 401 }, { times: 1 });
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'connected');
    expect([running.passed, plugin.runs().length]).toEqual([goesUp, 2]);
  });

  it('that is refused for ever in mid-life is stopped too', async () => {
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'connected');
    double.faults.add({ kind: 'status', code: 401 });
    double.dropTunnels();
    await reaches(running, 'stopped');
    expect(running.passed).toEqual([...goesUp, 'authenticating', 'stopped auth.refusedOften']);
    expect(plugin.runs().length).toBeLessThanOrEqual(5);
  });

  it('whose plugin fails is tried once more, and then the failure is told', async () => {
    plugin.plan({ kind: 'fail', stderr: 'the sun is down', code: 3 });
    const running = harbour.start();
    running.connect(harbor);
    const { why } = await reaches(running, 'stopped');
    expect([running.passed, why.details.exit, plugin.runs().length]).toEqual([
      ['authenticating', 'backingOff auth.execFailed', 'authenticating', 'stopped auth.execFailed'],
      3,
      2,
    ]);
  });

  it('whose plugin failed and works when the user tries again is fine', async () => {
    plugin.plan({ kind: 'fail', stderr: 'no' });
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'stopped');
    plugin.plan({ kind: 'credential', token: 'captain-token' });
    running.connect(harbor);
    await reaches(running, 'connected');
  });

  it('of ten contexts of one user is one run', async () => {
    const credentials = plugin.credentials();
    const names = Array.from({ length: 10 }, (_, n) => `c${n}`);
    const contexts = names.map((name) => ({ ...double.context('captain', name, credentials), user: 'captain' }));
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml(contexts));
    plugin.plan({ kind: 'credential', token: 'captain-token' }, { delayMs: 200 });
    const running = harbour.start();
    const ids = names.map((name) => `~/config::${name}` as ContextId);
    for (const id of ids) running.connect(id);
    await Promise.all(ids.map((id) => reaches(running, 'connected', id)));
    expect(plugin.runs().length).toBe(1);
  });

  it('by a program that is not there stops at once', async () => {
    const credentials = { ...plugin.credentials(), command: 'binnacle-no-such-login' };
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('captain', 'harbor', credentials)]));
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'stopped');
    expect(running.passed).toEqual(['authenticating', 'stopped auth.execNotFound']);
  });

  describe('of a file that kubectl does not read by itself', () => {
    const named = (): StartOptions => ({
      ports: {
        kubeconfig: resolveKubeconfigPaths({ files: [harbour.kubeconfigFile], variable: '', homeDir: '/' }),
        env: { PATH: process.env.PATH },
      },
    });

    it('waits for the user to agree to its command, and runs it then', async () => {
      const running = harbour.start(named());
      running.connect(harbor);
      const { why } = await reaches(running, 'stopped');
      expect([why.code, why.details.file, plugin.runs()]).toEqual(['auth.execConsent', harbour.kubeconfigFile, []]);
      const { user } = await running.registry.resolve(harbor);
      running.services.consents.allow(user, String(why.details.digest));
      expect(running.services.settings.snapshot().settings.execConsents).toEqual([
        { file: harbour.kubeconfigFile, command: why.details.command, digest: why.details.digest },
      ]);
      running.connect(harbor);
      await reaches(running, 'connected');
      expect(plugin.runs().length).toBe(1);
    });

    it('asks again where the command is another, and agrees to nothing that was not shown', async () => {
      const running = harbour.start(named());
      running.connect(harbor);
      const { why } = await reaches(running, 'stopped');
      await signInBy(plugin, ['--more']);
      const { user } = await running.registry.resolve(harbor);
      const digest = String(why.details.digest);
      expect(() => running.services.consents.allow(user, digest)).toThrow(
        expect.objectContaining({
          code: 'auth.execConsent',
          details: expect.objectContaining({ command: `${why.details.command} --more` }),
        }),
      );
      running.connect(harbor);
      await reaches(running, 'stopped');
      expect([running.services.settings.snapshot().settings.execConsents, plugin.runs()]).toEqual([[], []]);
    });

    describe('once the user takes the consent back', () => {
      /** Agreed to. */
      async function allowed(options: StartOptions = {}): Promise<Running> {
        const running = harbour.start({ ...named(), ...options });
        const { user } = await running.registry.resolve(harbor);
        running.services.consents.allow(user, execDigest(user.exec ?? { command: '', args: [], env: [] }));
        return running;
      }

      const takeBack = ({ services: { settings } }: Running) => {
        for (const consent of settings.snapshot().settings.execConsents) settings.forgetConsent(consent);
      };

      it('ends the connection, and never runs the command again', async () => {
        const running = await allowed({ timing: { ...quick, beatEveryMs: 600_000 } });
        running.connect(harbor);
        await reaches(running, 'connected');
        takeBack(running);
        expect((await reaches(running, 'stopped')).why.code).toBe('auth.execConsent');
        await until(() => double.counts.openConnections === 0 && double.counts.openTunnels === 0);
        const { requests } = double.counts;
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect([running.passed, plugin.runs().length, double.counts.requests]).toEqual([
          [...goesUp, 'authenticating', 'stopped auth.execConsent'],
          1,
          requests,
        ]);
      });

      it('ends the run of a command that is under way, too', async () => {
        plugin.plan({ kind: 'credential', token: 'captain-token' }, { delayMs: 60_000 });
        const running = await allowed();
        running.connect(harbor);
        await until(() => plugin.runs().length === 1);
        takeBack(running);
        expect((await reaches(running, 'stopped')).why.code).toBe('auth.execConsent');
        expect([plugin.runs().length, double.counts.requests]).toEqual([1, 0]);
      });

      it('uses what the command gave out no further, also not for a client that is open', async () => {
        const running = await allowed();
        const context = await running.registry.resolve(harbor);
        double.faults.add({ kind: 'delay', ms: 200 }, { path: /kube-system$/ });
        const diagnosis = running.services.discovery.run(harbor, new AbortController().signal);
        await until(() => double.counts.requests === 1);
        takeBack(running);
        expect([context.execAllowed, (await diagnosis).failure?.code, plugin.runs().length]).toEqual([
          false,
          'auth.execConsent',
          1,
        ]);
      });

      it('leaves a context that needs none alone', async () => {
        const contexts = [
          double.context('captain', 'harbor', plugin.credentials()),
          double.context('captain', 'token', 'token'),
        ];
        await writeFile(harbour.kubeconfigFile, kubeconfigYaml(contexts));
        const running = await allowed();
        const byToken = ownContexts(running.registry.snapshot()).contexts[1]?.id ?? harbor;
        running.connect(byToken);
        await reaches(running, 'connected', byToken);
        takeBack(running);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(running.passed).toEqual(goesUp);
      });
    });

    it('needs no consent where it is kubectl’s own after all', async () => {
      const options = named();
      const env = { PATH: process.env.PATH, KUBECONFIG: `/nowhere${path.delimiter}${harbour.kubeconfigFile}` };
      const running = harbour.start({ ports: { ...options.ports, env } });
      running.connect(harbor);
      await reaches(running, 'connected');
    });
  });

  it('that the network keeps from being made is no failed login', async () => {
    await double.goDown();
    const running = harbour.start();
    running.connect(harbor);
    await until(() => running.log.filter((kind) => kind === 'backingOff').length >= 4);
    await double.comeBack();
    await reaches(running, 'connected');
    expect([states.once(running.passed), plugin.runs().length]).toEqual([
      ['authenticating', 'backingOff api.unreachable', ...goesUp],
      1,
    ]);
  });

  it('with the password of a proxy’s page in the way stops and says what answered', async () => {
    double.faults.add({ kind: 'html', code: 200 });
    const running = harbour.start({ timing: quick });
    running.connect(harbor);
    expect((await reaches(running, 'stopped')).why.code).toBe('api.notJson');
  });
});
