import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { plainRequest } from '../support/http.ts';
import { endProcess, serverMissing } from '../support/servers/real-server.ts';

const missing = serverMissing('prometheus', 'promtool', 'prometheus-node-exporter');
const reason = missing === undefined ? '' : `: ${missing}`;

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 100));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(missing !== undefined)(`the demo's clusters${reason}`, () => {
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemoCluster({ historyHours: 0.5, scrapeInterval: '1s' });
  });
  afterAll(() => demo.stop());

  const query = async (expr: string) => {
    const { body } = await plainRequest(`${demo.prometheus.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    return JSON.parse(body).data.result as readonly { metric: Record<string, string>; value: [number, string] }[];
  };

  test('the kubeconfig has the four contexts', async () => {
    const config = new KubeConfig();
    config.loadFromString(await readFile(demo.kubeconfigFile, 'utf8'));
    expect(config.getContexts().map(({ name }) => name)).toEqual(['harbor', 'reef', 'shoal', 'skerry']);
  });

  test('all targets are up, and history and live samples are the same series', async () => {
    await until(async () => (await query('count(up == 1)'))[0]?.value[1] === '8');
    await until(async () => Number((await query('min(count_over_time(up{job="kubelet"}[20s]))'))[0]?.value[1]) > 3);
    const twice = await query(
      'count by (namespace, pod, container, job) (kube_pod_container_status_restarts_total) > 1',
    );
    const sparse = await query('count_over_time(container_cpu_usage_seconds_total{container!=""}[30m]) < 60');
    const reset = await query('resets(container_cpu_usage_seconds_total[30m]) > 0');
    expect({ twice, sparse, reset }).toEqual({ twice: [], sparse: [], reset: [] });
  });

  const as = (double: DemoCluster['reef'], user: string) => {
    const { certPem, keyPem } = double.clientCertificate(user);
    return (path: string, body?: string) =>
      plainRequest(double.url + path, {
        ...(body === undefined ? {} : { method: 'POST', body }),
        ca: double.caPem,
        cert: certPem,
        key: keyPem,
      });
  };

  test('each user has the rights that its cluster is there for; shoal has no Prometheus', async () => {
    const questions = [
      ['get', 'pods', 'portforward'],
      ['create', 'services', 'proxy'],
      ['get', 'nodes', 'proxy'],
    ] as const;
    const rights = async (double: DemoCluster['reef'], user: string) => {
      const ask = as(double, user);
      const answers = questions.map(async ([verb, resource, subresource]) => {
        const resourceAttributes = { namespace: 'monitoring', verb, resource, subresource };
        const review = JSON.stringify({ spec: { resourceAttributes } });
        const { body } = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review);
        return JSON.parse(body).status.allowed;
      });
      return Promise.all(answers);
    };
    const services = [demo.harbor, demo.reef, demo.skerry, demo.shoal].map(({ cluster }) =>
      ['prometheus-operated', 'prometheus-node-exporter'].map(
        (name) => cluster.find('v1', 'Service', 'monitoring', name) !== undefined,
      ),
    );
    expect([
      await rights(demo.harbor, 'ada'),
      await rights(demo.reef, 'bert'),
      await rights(demo.skerry, 'cleo'),
      await rights(demo.shoal, 'ada'),
      services,
    ]).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
      [true, false, true],
      [
        [true, true],
        [true, true],
        [true, true],
        [false, true],
      ],
    ]);
  });

  test('reef answers queries through the API server, and skerry refuses them', async () => {
    const path = '/api/v1/namespaces/monitoring/services/prometheus-operated:http-web/proxy/api/v1/query';
    const [read, posted, refused] = [
      await as(demo.reef, 'bert')(`${path}?query=vector(1)`),
      await as(demo.reef, 'bert')(path, 'query=vector(1)'),
      await as(demo.skerry, 'cleo')(`${path}?query=vector(1)`),
    ];
    expect([JSON.parse(read.body).status, posted.status, refused.status]).toEqual(['success', 400, 403]);
  });

  test('skerry shows the kubelets', async () => {
    const path = '/api/v1/nodes/harbor-b/proxy/metrics/cadvisor';
    const [shown, refused] = [await as(demo.skerry, 'cleo')(path), await as(demo.reef, 'bert')(path)];
    expect([shown.status, /^container_cpu_usage_seconds_total\{/m.test(shown.body), refused.status]).toEqual([
      200,
      true,
      403,
    ]);
  });
});

describe.skipIf(missing !== undefined)(`npm run demo${reason}`, () => {
  let directory: string;
  let app: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'binnacle-demo-test-'));
    app = join(directory, 'app.mjs');
    // Stands in for the built application: says what it was given.
    await writeFile(
      app,
      'console.log("READY " + JSON.stringify([process.pid, ...process.argv.slice(2)])); setInterval(() => {}, 1000);\n',
    );
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const demoFile = join(import.meta.dirname, '../support/demo.ts');
  const start = (command: readonly string[]) => {
    const [program = '', ...args] = command;
    const env = { ...process.env, TMPDIR: directory };
    return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  };
  const node = [process.execPath, '--disable-warning=ExperimentalWarning'];

  const readyLine = async (child: ChildProcess): Promise<readonly string[]> => {
    if (child.stdout === null) throw new Error('no output to read');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('READY ')) return JSON.parse(line.slice('READY '.length)).map(String);
    }
    throw new Error('the demo ended before READY');
  };
  const demoDirectories = () => readdirSync(directory).filter((name) => name.startsWith('binnacle-'));

  test('it hands the application its kubeconfig, and SIGTERM ends everything and removes every file', async () => {
    const child = start([...node, demoFile, '--app', app, '--history', '0', '--port', '0', '--no-open']);
    const [pid, ...args] = await readyLine(child);
    const kubeconfig = args[args.indexOf('--kubeconfig') + 1] ?? '';
    const before = [
      existsSync(kubeconfig),
      dirname(args[args.indexOf('--data-dir') + 1] ?? '') === dirname(kubeconfig),
    ];
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect([await ended, before, args.includes('--no-open'), isAlive(Number(pid)), demoDirectories()]).toEqual([
      [0, null],
      [true, true],
      true,
      false,
      [],
    ]);
  });

  test('it ends when its parent is gone', async () => {
    // The parent must know its child before it dies; afterwards the child's end shows in the closing of its output.
    const script = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([
      demoFile,
      '--app',
      app,
      '--history',
      '0',
      '--no-open',
    ])}, { stdio: 'inherit' }); setInterval(() => {}, 1000);`;
    const parent = start([...node, '-e', script]);
    const [pid] = await readyLine(parent);
    parent.kill('SIGKILL');
    await until(async () => !isAlive(Number(pid)) && demoDirectories().length === 0);
    await endProcess(parent);
    expect(demoDirectories()).toEqual([]);
  });

  test('a signal while it starts ends it as well', async () => {
    const child = start([...node, demoFile, '--app', app, '--history', '3', '--no-open']);
    await until(async () => demoDirectories().length > 0);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect([await ended, demoDirectories()]).toEqual([[0, null], []]);
  });
});
