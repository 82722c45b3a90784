/**
 * A real Prometheus of a large cluster: 7,000 targets in 735 scrape pools, each with some twenty discovered labels, as pods and services have
 * them; some more are dropped. The targets are the server itself (`/federate`), and a twentieth is down: nothing listens there.
 */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type RealServer, startServer } from './servers/real-server.ts';

export interface ManyTargetsOptions {
  /** Active ones, over all pools. */
  readonly targets?: number;
  readonly pools?: number;
  /** Of discovered targets beside the active ones, which a rule drops. */
  readonly dropped?: number;
  /** Targets turn from unknown to up or down within the first one; `1h` keeps the machine quiet. */
  readonly scrapeInterval?: string;
}

const usual = { targets: 7000, pools: 735, dropped: 500, scrapeInterval: '5m' };

const poolName = (pool: number): string => `serviceMonitor/team-${pool % 40}/service-${pool}/0`;

function podLabels(index: number, pool: number) {
  const [namespace, service] = [`team-${pool % 40}`, `service-${pool}`];
  const pod = `${service}-6f7d9c${(index * 7919).toString(36)}-x${index}`;
  return {
    __meta_kubernetes_namespace: namespace,
    __meta_kubernetes_service_name: service,
    __meta_kubernetes_service_label_app_kubernetes_io_name: service,
    __meta_kubernetes_endpoint_port_name: 'metrics',
    __meta_kubernetes_endpoint_ready: 'true',
    __meta_kubernetes_pod_name: pod,
    __meta_kubernetes_pod_ip: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    __meta_kubernetes_pod_uid: `0a1b2c3d-${String(index).padStart(12, '0')}-4e5f`,
    __meta_kubernetes_pod_node_name: `ip-10-0-${index % 60}-12.eu-central-1.compute.internal`,
    __meta_kubernetes_pod_phase: 'Running',
    __meta_kubernetes_pod_label_pod_template_hash: `6f7d9c${(index * 7919).toString(36)}`,
  };
}

const copied = { namespace: 'namespace', service_name: 'service', pod_name: 'pod', pod_node_name: 'node' };

function scrapeConfig(pool: number, discoveryUrl: string) {
  return {
    job_name: poolName(pool),
    metrics_path: '/federate',
    params: { 'match[]': ['prometheus_build_info'] },
    http_sd_configs: [{ url: `${discoveryUrl}/${pool}`, refresh_interval: '2m' }],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Running', action: 'keep' },
      ...Object.entries(copied).map(([from, target_label]) => ({
        source_labels: [`__meta_kubernetes_${from}`],
        target_label,
      })),
      { source_labels: ['__meta_kubernetes_pod_name', '__address__'], separator: '@', target_label: 'instance' },
      { source_labels: ['service'], target_label: 'job' },
    ],
  };
}

interface Group {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Of each pool. */
function targetGroups(port: number, { targets, pools, dropped }: Required<ManyTargetsOptions>): Group[][] {
  const groups = Array.from({ length: pools }, (): Group[] => []);
  for (let index = 0; index < targets + dropped; index += 1) {
    const pool = index % pools;
    const labels = podLabels(index, pool);
    const isDropped = index >= targets;
    groups[pool]?.push({
      targets: [index % 20 === 7 ? '127.0.0.1:1' : `127.0.0.1:${port}`],
      labels: isDropped ? { ...labels, __meta_kubernetes_pod_phase: 'Succeeded' } : labels,
    });
  }
  return groups;
}

/** Discovery by HTTP, asked for all pools at once: by files Prometheus needs a watch of the system's for each pool, of which there are a hundred or so. */
async function startDiscovery() {
  const served: { groups: Group[][] } = { groups: [] };
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(served.groups[Number(url.slice(1))] ?? []));
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { served, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** All targets are there some seconds after it is ready: discovery hands them over every five. Poll for them. */
export async function startManyTargets(options: ManyTargetsOptions = {}): Promise<RealServer> {
  const all = { ...usual, ...options };
  const discovery = await startDiscovery();
  try {
    const server = await startServer({
      program: 'prometheus',
      readyPath: '/-/ready',
      prepare: async (dir, port) => {
        discovery.served.groups = targetGroups(port, all);
        const config = {
          global: { scrape_interval: all.scrapeInterval, scrape_timeout: '10s' },
          scrape_configs: discovery.served.groups.map((_, pool) => scrapeConfig(pool, discovery.url)),
        };
        await writeFile(join(dir, 'prometheus.yml'), stringify(config, { aliasDuplicateObjects: false }));
      },
      args: (port, dir) => [
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Each pool keeps a connection to the server itself: with the usual 512 it would take no other any more.
        '--web.max-connections=4096',
        '--log.level=warn',
      ],
    });
    return {
      ...server,
      async stop(deadlineMs) {
        await server.stop(deadlineMs);
        await discovery.close();
      },
    };
  } catch (error) {
    await discovery.close();
    throw error;
  }
}
